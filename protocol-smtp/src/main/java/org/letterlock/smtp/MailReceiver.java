package org.letterlock.smtp;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.ReversePath;

/** What SMTP asks the house. Thread-safe; no call waits for a client, and none blocks longer than an index look-up. */
public interface MailReceiver {
    /** Whether the account that logged in may send as {@code from} (RFC 6409, 6.1). Asked in role MSA only; never for {@code <>}. */
    CompletionStage<Boolean> owns(String account, ReversePath from);

    /** Whether there is a mailbox behind {@code to}, and whether it takes mail of this size now. {@code size} 0 when unknown. */
    CompletionStage<RecipientVerdict> recipient(ForwardPath to, SessionFacts session, long size);

    /** Whether a message of this size could be stored now, for anybody; asked at MAIL. {@code size} 0 when unknown. RFC 5321, 4.2.3 (452). */
    default Acceptance room(long size) {
        return Acceptance.ACCEPTED;
    }

    /** A message is about to arrive for {@code envelope}. */
    Reception receive(Envelope envelope, long sizeHint);

    /** What becomes of a RCPT command. */
    enum RecipientVerdict {
        ACCEPTED,
        /** A local domain without such a mailbox: 550 5.1.1. */
        UNKNOWN,
        /** Not our domain: 550 5.7.1 (mx: no relaying) or 5.1.2/5.7.1 (msa, until relaying lands). */
        NOT_LOCAL,
        /** 452 4.2.2: who has the mailbox can make room. RFC 3463, 3.3. */
        OVER_QUOTA,
        /** More than the mailbox may ever hold: 552 5.2.3 */
        TOO_BIG,
        /** 451 4.3.0 */
        TRY_LATER
    }

    /** One message on its way into the store. Used by one thread at a time. */
    interface Reception extends AutoCloseable {
        /** Takes the remaining octets (CRLF lines, no dot-stuffing) and keeps none of the buffer. */
        void write(ByteBuffer octets);

        /** The header, which is whole now, asks that mail go on even without TLS ({@code TLS-Required: No}). RFC 8689, 3. */
        default void tlsOptional() {}

        /** The message is whole. Completes when it is committed for every recipient, or for none. */
        CompletionStage<Acceptance> commit();

        /** Forgets what was not committed. */
        @Override
        void close();
    }

    /** What became of a message. */
    enum Acceptance {
        ACCEPTED,
        /** 452 4.3.1 */
        NO_ROOM,
        /** 451 4.3.0 */
        TRY_LATER,
        /** 452 4.2.2 */
        OVER_QUOTA
    }
}
