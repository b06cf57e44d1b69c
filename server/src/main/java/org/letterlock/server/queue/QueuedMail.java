package org.letterlock.server.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.server.route.Router;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.address.ReversePath;

/**
 * One message on its way to one domain: its envelope as far as it is not settled, and how far it came. Recipients in other domains
 * have entries of their own.
 *
 * @param id as it was told to who sent it
 * @param domain lower case, or an address literal with its brackets
 * @param recipients who is still to get it
 * @param onwardTls what its sender wants of TLS (RFC 8689)
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
        Envelope.OnwardTls onwardTls,
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

    /**
     * The lane it goes in: of its domain, and only with such mail as is protected in the same way, so that no connection and no
     * failure of the one is taken for the other's.
     */
    String lane() {
        return domain
                + switch (protection()) {
                    case AS_AGREED -> "";
                    case REQUIRED -> " requiretls";
                    case ANYHOW -> " anyhow";
                };
    }

    /** How it has to be protected on its way. A notice is no reason for a bounce: RFC 8689, 5; RFC 8460, 3 for reports. */
    Router.Protection protection() {
        if (kind == Kind.REPORT || onwardTls == Envelope.OnwardTls.OPTIONAL) return Router.Protection.ANYHOW;
        return onwardTls == Envelope.OnwardTls.REQUIRED && !from.isNull()
                ? Router.Protection.REQUIRED
                : Router.Protection.AS_AGREED;
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
                envelope.onwardTls(),
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
                onwardTls,
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
                onwardTls,
                kind,
                held,
                told,
                attempts + 1,
                next,
                what);
    }
}
