/**
 * The commands of IMAP, one record each; begin with {@link org.letterlock.imap.command.Verb}, the page that lists them. A
 * command reads itself from an {@link org.letterlock.imap.grammar.ImapReader} and runs against a session. Nothing here
 * knows how octets arrive: see {@code imap.net}. RFC 3501, 6.
 */
@NullMarked
package org.letterlock.imap.command;

import org.jspecify.annotations.NullMarked;
