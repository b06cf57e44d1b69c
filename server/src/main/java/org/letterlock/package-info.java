/**
 * A mail server inside your program: SMTP, IMAP and POP3 with TLS on ports of its own, mail in memory, and what arrived
 * as octets. Begin with {@link org.letterlock.Letterlock}. Nothing here needs the command line, configuration files or a
 * logging backend; nothing JVM-wide is touched; two servers in one JVM share nothing.
 */
@NullMarked
package org.letterlock;

import org.jspecify.annotations.NullMarked;
