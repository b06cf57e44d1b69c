/**
 * The commands of SMTP, one record each; begin with {@link org.letterlock.smtp.command.SmtpCommand}. A command reads itself
 * from a {@link org.letterlock.smtp.command.SmtpReader} and runs against a session. Nothing here knows how octets arrive:
 * see {@code smtp.net}. RFC 5321, 4.1.
 */
@NullMarked
package org.letterlock.smtp.command;

import org.jspecify.annotations.NullMarked;
