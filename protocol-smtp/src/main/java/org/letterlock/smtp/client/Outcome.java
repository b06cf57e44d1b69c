package org.letterlock.smtp.client;

import java.util.Optional;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.smtp.client.reply.ServerReply;

/**
 * What became of one recipient's mail.
 *
 * @param phase how far it came
 * @param status the server's enhanced status code; where it gave none, one made of its code ({@code 5.0.0}); ours where it said
 *     nothing
 * @param reply what the server said; empty where it said nothing that decides: then only {@code text} tells
 * @param text one line for logs and reports, safe to show
 */
public record Outcome(
        Recipient recipient,
        Result result,
        Phase phase,
        EnhancedStatus status,
        Optional<ServerReply> reply,
        String text) {

    /** Whose the mail is from now on. */
    public enum Result {
        /** The server's: it said so. */
        DELIVERED,
        /** Ours still; another time, or another host, may do. */
        TRANSIENT,
        /** Ours, and this host will never take it. */
        PERMANENT,
        /**
         * All was sent, and no reply came that could be understood: the server may have it. To be treated as {@link #TRANSIENT}; the
         * one case in which somebody may get it twice. RFC 1047.
         */
        UNKNOWN
    }

    /** How far an attempt came, in the order of RFC 5321, 3. */
    public enum Phase {
        CONNECT,
        /** TLS at the beginning, or behind STARTTLS. */
        TLS,
        GREETING,
        HELLO,
        LOGIN,
        /** What the server offers is not enough for this mail: nothing of it was said. */
        OFFER,
        MAIL,
        RCPT,
        /** DATA was said, and the content may not have begun. */
        DATA,
        /** The content, before its end. */
        CONTENT,
        /** Behind the content's end. */
        END;

        /** Whether the host, not this mail, is the matter: another host of the same domain is worth a try. RFC 5321, 5.1. */
        public boolean ofHost() {
            return compareTo(OFFER) <= 0;
        }
    }

    /** Whether another host of the same domain is worth a try at once. RFC 5321, 5.1. */
    public boolean otherHostMayHelp() {
        return result != Result.DELIVERED && result != Result.UNKNOWN && (phase.ofHost() || result == Result.TRANSIENT);
    }
}
