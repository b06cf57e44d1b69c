/**
 * SMTP as a server. Begin with {@link org.letterlock.smtp.SmtpConfig} (what is set) and {@link
 * org.letterlock.smtp.MailReceiver} (what SMTP asks the house: may this sender, may this recipient, take this message).
 * The wire is in {@code smtp.net}, the verbs are in {@code smtp.command}; the client is {@code smtp.client}. RFC 5321.
 */
@NullMarked
package org.letterlock.smtp;

import org.jspecify.annotations.NullMarked;
