package org.letterlock.mailbox.mime;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of a message as its header has it. RFC 9051, 7.5.2. Strings are null where the field is absent; lists are
 * empty where IMAP says NIL. Sender and reply-to that are absent or empty are already those of {@code from}.
 */
public record Envelope(
        @Nullable String date,
        @Nullable String subject,
        List<Address> from,
        List<Address> sender,
        List<Address> replyTo,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        @Nullable String inReplyTo,
        @Nullable String messageId) {
    public Envelope {
        from = List.copyOf(from);
        sender = sender.isEmpty() ? from : List.copyOf(sender);
        replyTo = replyTo.isEmpty() ? from : List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** The date as a moment in the sender's zone, for SENTSINCE and its kin; empty when it cannot be read. */
    public Optional<OffsetDateTime> sent() {
        return date == null ? Optional.empty() : SentDate.parse(date);
    }
}
