/**
 * SMTP and LMTP as a client: what a sending MTA asks of it, and what it hears. Begin with {@link
 * org.letterlock.smtp.client.MailObject} (what goes out), {@link org.letterlock.smtp.client.Hop} and {@link
 * org.letterlock.smtp.client.TlsDemand} (where to, and how well protected) and {@link org.letterlock.smtp.client.Delivery} (what
 * became of it). Here are values only: the dialogue is in {@code client.session}, the wire in {@code client.net}, whose {@code
 * SmtpClient} does it. Which host is next, what is tried again and when is not known here: that is the queue's. RFC 5321, RFC 2033.
 */
@NullMarked
package org.letterlock.smtp.client;

import org.jspecify.annotations.NullMarked;
