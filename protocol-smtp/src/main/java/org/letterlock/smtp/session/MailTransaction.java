package org.letterlock.smtp.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.ReversePath;

/** One mail transaction on its way from MAIL to the end of the message. RFC 5321, 3.3. */
public final class MailTransaction {
    private final ReversePath from;
    private final long size;
    private final boolean smtpUtf8;
    private final Envelope.BodyType body;
    private final Optional<String> ret;
    private final Optional<String> envelopeId;
    private final boolean requireTls;
    private final Map<ForwardPath, Envelope.Recipient> recipients = new LinkedHashMap<>();

    /** @param size what SIZE said, 0 when it was not said */
    public MailTransaction(
            ReversePath from,
            long size,
            boolean smtpUtf8,
            Envelope.BodyType body,
            Optional<String> ret,
            Optional<String> envelopeId,
            boolean requireTls) {
        this.from = from;
        this.size = size;
        this.smtpUtf8 = smtpUtf8;
        this.body = body;
        this.ret = ret;
        this.envelopeId = envelopeId;
        this.requireTls = requireTls;
    }

    public long size() {
        return size;
    }

    public boolean smtpUtf8() {
        return smtpUtf8;
    }

    public Envelope.BodyType body() {
        return body;
    }

    public int recipients() {
        return recipients.size();
    }

    /** One named twice receives once, as it was named first. */
    public void add(Envelope.Recipient recipient) {
        recipients.putIfAbsent(recipient.path(), recipient);
    }

    Envelope envelope(String id, SessionFacts session) {
        return new Envelope(
                id,
                from,
                new ArrayList<>(recipients.values()),
                smtpUtf8,
                body,
                ret,
                envelopeId,
                requireTls ? Envelope.OnwardTls.REQUIRED : Envelope.OnwardTls.USUAL,
                session);
    }
}
