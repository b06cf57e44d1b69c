/**
 * What is remembered between commands. Begin with {@link org.letterlock.smtp.session.SmtpSession}. Knows no verb, and of
 * the wire only what {@link org.letterlock.smtp.session.SmtpLink} says.
 */
@NullMarked
package org.letterlock.smtp.session;

import org.jspecify.annotations.NullMarked;
