package org.letterlock.server.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.address.ReversePath;

/**
 * One message on its way to one domain: its envelope as far as it is not settled, and how far it came. Recipients in other domains
 * have entries of their own.
 *
 * @param id as it was told to who sent it
 * @param domain lower case, or an address literal with its brackets
 * @param recipients who is still to get it
 * @param kind what it is, so that it is known what may be said about it
 * @param held whether an operator keeps it back
 * @param delayTold whether its sender knows that it is late
 * @param attempts made so far
 * @param due when the next is to be made
 * @param trouble what came of the last, in one line; empty before the first
 */
public record QueuedMail(
        String id,
        Instant arrived,
        ReversePath from,
        String domain,
        List<Envelope.Recipient> recipients,
        Envelope.BodyType body,
        boolean smtpUtf8,
        Optional<String> ret,
        Optional<String> envelopeId,
        Kind kind,
        boolean held,
        boolean delayTold,
        int attempts,
        Instant due,
        String trouble) {
    /** What a message is to the queue. */
    public enum Kind {
        /** What somebody sent. */
        MAIL,
        /** A notice of this queue. */
        NOTICE,
        /** A report about TLS, which no report counts. RFC 8460, 5.1. */
        REPORT
    }

    public QueuedMail {
        recipients = List.copyOf(recipients);
    }

    /** As it came in, for those of its recipients who are in {@code domain}. */
    static QueuedMail of(
            Envelope envelope, String domain, List<Envelope.Recipient> recipients, Kind kind, Instant now) {
        return new QueuedMail(
                envelope.id(),
                now,
                envelope.from(),
                domain,
                recipients,
                envelope.body(),
                envelope.smtpUtf8(),
                envelope.ret(),
                envelope.envelopeId(),
                kind,
                false,
                false,
                0,
                now,
                "");
    }

    /** The same, kept back or not. */
    QueuedMail held(boolean now) {
        return new QueuedMail(
                id,
                arrived,
                from,
                domain,
                recipients,
                body,
                smtpUtf8,
                ret,
                envelopeId,
                kind,
                now,
                delayTold,
                attempts,
                due,
                trouble);
    }

    /** After an attempt that left these recipients. */
    QueuedMail after(List<Envelope.Recipient> left, boolean told, Instant next, String what) {
        return new QueuedMail(
                id,
                arrived,
                from,
                domain,
                left,
                body,
                smtpUtf8,
                ret,
                envelopeId,
                kind,
                held,
                told,
                attempts + 1,
                next,
                what);
    }
}
