package org.letterlock.smtp.client.command;

import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.reply.Offer;
import org.letterlock.smtp.command.Utf8Xtext;
import org.letterlock.smtp.command.Xtext;

/**
 * MAIL and RCPT as they are said to a server: with the parameters that it offers to understand, and no others. RFC 5321, 4.1.1.2,
 * 4.1.1.3.
 */
public final class EnvelopeLines {
    private EnvelopeLines() {}

    /**
     * {@code MAIL FROM:<…>} with SIZE (RFC 1870), BODY (RFC 6152, RFC 3030), SMTPUTF8, RET and ENVID (RFC 3461).
     *
     * @param requireTls whether with REQUIRETLS (RFC 8689)
     */
    public static String mail(MailObject mail, Offer offer, boolean requireTls) {
        var line = new StringBuilder("MAIL FROM:").append(mail.from());
        if (offer.has("SIZE")) line.append(" SIZE=").append(mail.content().size());
        if (mail.body() == BodyType.BINARY_MIME) line.append(" BODY=BINARYMIME");
        else if (mail.body() == BodyType.EIGHT_BIT_MIME) line.append(" BODY=8BITMIME");
        if (mail.smtpUtf8()) line.append(" SMTPUTF8");
        if (requireTls) line.append(" REQUIRETLS");
        if (offer.has("DSN")) {
            mail.ret().ifPresent(r -> line.append(" RET=").append(r));
            mail.envelopeId().ifPresent(e -> line.append(" ENVID=").append(Xtext.encode(e)));
        }
        return line.toString();
    }

    /** {@code RCPT TO:<…>} with NOTIFY and ORCPT. RFC 3461, 4.1, 4.2. */
    public static String rcpt(Recipient recipient, Offer offer) {
        var line = new StringBuilder("RCPT TO:").append(recipient.path());
        if (offer.has("DSN")) {
            if (!recipient.notifyOn().isEmpty()) line.append(" NOTIFY=").append(String.join(",", recipient.notifyOn()));
            recipient.originalRecipient().ifPresent(o -> line.append(" ORCPT=").append(originalRecipient(o)));
        }
        return line.toString();
    }

    private static String originalRecipient(String typed) {
        int semicolon = typed.indexOf(';');
        var type = typed.substring(0, Math.max(0, semicolon));
        var address = typed.substring(semicolon + 1);
        return type + ";" + (type.equals("utf-8") ? Utf8Xtext.encode(address) : Xtext.encode(address));
    }
}
