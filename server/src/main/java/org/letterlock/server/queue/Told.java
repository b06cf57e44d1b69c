package org.letterlock.server.queue;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.smtp.Envelope.Recipient;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.smtp.client.reply.ServerReply;

/**
 * What a notice says of one recipient. RFC 3464, 2.3.
 *
 * @param remote the server that took it, or did not
 * @param text what happened, in a line
 * @param until how long it will be tried, where it is late only
 */
record Told(
        Recipient recipient,
        Action action,
        EnhancedStatus status,
        Optional<Hop> remote,
        Optional<ServerReply> reply,
        String text,
        Optional<Instant> until) {
    static final EnhancedStatus EXPIRED = new EnhancedStatus(4, 4, 7);
    private static final EnhancedStatus TAKEN = new EnhancedStatus(2, 0, 0);

    /** RFC 3464, 2.3.3. */
    enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The word of NOTIFY that asks for it. RFC 3461, 4.1. */
        private String event() {
            return switch (this) {
                case FAILED -> "FAILURE";
                case DELAYED -> "DELAY";
                case DELIVERED, RELAYED -> "SUCCESS";
            };
        }

        /** Whether this recipient's sender wants to hear of it: unless they say otherwise, of failure and delay. */
        boolean wanted(Recipient recipient) {
            return recipient.notifyOn().isEmpty()
                    ? this == FAILED || this == DELAYED
                    : recipient.notifyOn().contains(event());
        }
    }

    static Told failed(Outcome outcome, Optional<Hop> remote) {
        return new Told(
                outcome.recipient(),
                Action.FAILED,
                outcome.status(),
                remote,
                outcome.reply(),
                outcome.text(),
                Optional.empty());
    }

    static Told expired(Outcome outcome, Optional<Hop> remote) {
        return new Told(
                outcome.recipient(), Action.FAILED, EXPIRED, remote, outcome.reply(), outcome.text(), Optional.empty());
    }

    static Told delayed(Outcome outcome, Optional<Hop> remote, Instant until) {
        return new Told(
                outcome.recipient(),
                Action.DELAYED,
                outcome.status(),
                remote,
                outcome.reply(),
                outcome.text(),
                Optional.of(until));
    }

    /** Handed to a server that will tell nobody. RFC 3461, 5.2.2. */
    static Told relayed(Outcome outcome, Optional<Hop> remote) {
        return new Told(
                outcome.recipient(),
                Action.RELAYED,
                TAKEN,
                remote,
                outcome.reply(),
                "handed to a server that sends no such notices",
                Optional.empty());
    }

    static Told delivered(Recipient recipient) {
        return new Told(
                recipient,
                Action.DELIVERED,
                TAKEN,
                Optional.empty(),
                Optional.empty(),
                "in the mailbox",
                Optional.empty());
    }
}
