/**
 * POP3 over a mailbox: RFC 1939 with CAPA, STLS, SASL, UIDL, TOP, pipelining, response codes, UTF8 and LANG. Begin with
 * {@link org.letterlock.pop3.Pop3Config} (what can be set) and {@link org.letterlock.pop3.Pop3Services} (what it needs
 * from outside); {@code pop3.net} makes a {@code MailProtocol} of both. All verbs on one page: {@code
 * pop3.command.Pop3Command}. APOP is not here and will not be: it needs the password in the clear on the server, and MD5.
 */
@NullMarked
package org.letterlock.pop3;

import org.jspecify.annotations.NullMarked;
