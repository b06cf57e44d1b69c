/**
 * The commands of POP3, one record each; begin with {@link org.letterlock.pop3.command.Pop3Command}. A command reads
 * itself from a {@link org.letterlock.pop3.command.Pop3Reader} and runs against a session. Nothing here knows how octets
 * arrive: see {@code pop3.net}. RFC 1939, 4 to 7.
 */
@NullMarked
package org.letterlock.pop3.command;

import org.jspecify.annotations.NullMarked;
