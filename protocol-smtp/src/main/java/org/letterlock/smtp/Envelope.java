package org.letterlock.smtp;

import java.util.List;
import java.util.Optional;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.ReversePath;

/**
 * One mail transaction as it was agreed: who sends, who receives, and what the sender said about notifications.
 *
 * @param id names the message in its trace field, in the reply and in the log; unique in this process
 * @param smtpUtf8 the message may have UTF-8 in envelope and header (RFC 6531)
 * @param body {@code 7BIT}, {@code 8BITMIME} or {@code BINARYMIME}
 * @param ret DSN: {@code FULL} or {@code HDRS} (RFC 3461, 4.3)
 * @param envelopeId DSN: ENVID, decoded from xtext (RFC 3461, 4.4)
 * @param onwardTls what the sender wants of TLS on the way from here (RFC 8689)
 */
public record Envelope(
        String id,
        ReversePath from,
        List<Recipient> recipients,
        boolean smtpUtf8,
        BodyType body,
        Optional<String> ret,
        Optional<String> envelopeId,
        OnwardTls onwardTls,
        SessionFacts session) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** The same, where the header asks that TLS be optional: what MAIL said goes first. RFC 8689, 4.1. */
    public Envelope withTlsOptional() {
        if (onwardTls == OnwardTls.REQUIRED) return this;
        return new Envelope(id, from, recipients, smtpUtf8, body, ret, envelopeId, OnwardTls.OPTIONAL, session);
    }

    /** What a sender wants of TLS. RFC 8689, 4.1. */
    public enum OnwardTls {
        /** MAIL said REQUIRETLS: to verified servers only, each of which promises the same. */
        REQUIRED,
        /** Nothing was said: as the recipient's domain and the configuration have it. */
        USUAL,
        /** {@code TLS-Required: No}: rather in plaintext than not at all, whatever the recipient's domain asks for. */
        OPTIONAL
    }

    /** The BODY parameter. RFC 6152, RFC 3030. */
    public enum BodyType {
        SEVEN_BIT,
        EIGHT_BIT_MIME,
        BINARY_MIME
    }

    /**
     * One accepted recipient.
     *
     * @param notifyOn DSN: NOTIFY values, empty when not given (RFC 3461, 4.1)
     * @param originalRecipient DSN: ORCPT as {@code type;address}, decoded from xtext (RFC 3461, 4.2)
     */
    public record Recipient(ForwardPath path, List<String> notifyOn, Optional<String> originalRecipient) {
        public Recipient {
            notifyOn = List.copyOf(notifyOn);
        }
    }
}
