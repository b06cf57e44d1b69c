/**
 * A message on its way from the wire into a {@link org.letterlock.smtp.MailReceiver.Reception}: its trace fields, what is
 * looked at in its header while it streams by, what submission adds. Begin with {@link
 * org.letterlock.smtp.message.MessageIntake}. Knows no command and no line of the protocol. RFC 5321, 4.4; RFC 6409, 8.
 */
@NullMarked
package org.letterlock.smtp.message;

import org.jspecify.annotations.NullMarked;
