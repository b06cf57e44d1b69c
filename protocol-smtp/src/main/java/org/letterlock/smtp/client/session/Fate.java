package org.letterlock.smtp.client.session;

import java.util.Optional;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Outcome.Result;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.smtp.client.reply.ServerReply;

/** What became of somebody's mail, before it is said of whom. See {@link Outcome}. */
record Fate(Result result, Phase phase, EnhancedStatus status, Optional<ServerReply> reply, String text) {
    static final EnhancedStatus BAD_CONNECTION = new EnhancedStatus(4, 4, 2); // RFC 3463, 3.5
    static final EnhancedStatus NO_ANSWER = new EnhancedStatus(4, 4, 1);
    static final EnhancedStatus PROTOCOL = new EnhancedStatus(4, 5, 0);
    static final EnhancedStatus OUR_STORE = new EnhancedStatus(4, 3, 0);
    static final EnhancedStatus NOT_VERIFIED = new EnhancedStatus(4, 7, 5);
    static final EnhancedStatus NO_TLS = new EnhancedStatus(4, 7, 4);
    static final EnhancedStatus NO_LOGIN = new EnhancedStatus(4, 7, 0);
    static final EnhancedStatus CANNOT_CONVERT = new EnhancedStatus(5, 6, 3);
    static final EnhancedStatus NEEDS_UTF8 = new EnhancedStatus(5, 6, 7); // RFC 6531, 3.5
    static final EnhancedStatus TOO_BIG = new EnhancedStatus(5, 3, 4);
    static final EnhancedStatus NEEDS_ENCRYPTION = new EnhancedStatus(5, 7, 10);
    static final EnhancedStatus NEEDS_REQUIRETLS = new EnhancedStatus(5, 7, 30); // RFC 8689, 7

    /** What the server's reply means. */
    static Fate replied(Phase phase, ServerReply reply) {
        var result =
                reply.positive() ? Result.DELIVERED : reply.permanentNegative() ? Result.PERMANENT : Result.TRANSIENT;
        return of(result, phase, reply);
    }

    /** The same, where a log-in failed: another password may help, so the mail is kept. */
    static Fate postponed(Phase phase, ServerReply reply) {
        return of(Result.TRANSIENT, phase, reply);
    }

    private static Fate of(Result result, Phase phase, ServerReply reply) {
        int classOf = result == Result.DELIVERED ? 2 : result == Result.PERMANENT ? 5 : 4;
        var status = reply.enhanced().filter(e -> e.classOf() == classOf).orElse(new EnhancedStatus(classOf, 0, 0));
        return new Fate(result, phase, status, Optional.of(reply), reply.shown());
    }

    static Fate transientOf(Phase phase, EnhancedStatus status, String text) {
        return new Fate(Result.TRANSIENT, phase, status, Optional.empty(), text);
    }

    static Fate permanent(Phase phase, EnhancedStatus status, String text) {
        return new Fate(Result.PERMANENT, phase, status, Optional.empty(), text);
    }

    /** The same, where all was sent: nobody knows. RFC 1047. */
    Fate unknown() {
        return new Fate(Result.UNKNOWN, Phase.END, status, reply, text);
    }

    /** The same in another phase. */
    Fate in(Phase other) {
        return new Fate(result, other, status, reply, text);
    }

    Outcome of(Recipient recipient) {
        return new Outcome(recipient, result, phase, status, reply, text);
    }
}
