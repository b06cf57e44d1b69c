package org.letterlock.smtp.client;

import java.util.List;
import java.util.Optional;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.address.ReversePath;

/**
 * What a client transfers: an envelope and the content. RFC 5321, 2.3.1.
 *
 * @param id names it in the log
 * @param recipients those to be tried at this hop; at least one
 * @param body what the content is: only a server that offers to take it gets it (RFC 6152, RFC 3030)
 * @param smtpUtf8 whether it needs SMTPUTF8: somewhere in its envelope or header is more than ASCII (RFC 6531)
 * @param ret DSN: {@code FULL} or {@code HDRS} (RFC 3461, 4.3)
 * @param envelopeId DSN: ENVID, not encoded (RFC 3461, 4.4)
 * @param requireTls whether it goes only to servers that are verified and promise the same (RFC 8689)
 */
public record MailObject(
        String id,
        ReversePath from,
        List<Envelope.Recipient> recipients,
        Envelope.BodyType body,
        boolean smtpUtf8,
        Optional<String> ret,
        Optional<String> envelopeId,
        boolean requireTls,
        Content content) {
    public MailObject {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) throw new IllegalArgumentException("mail without a recipient");
    }
}
