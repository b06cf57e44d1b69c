package org.letterlock.server.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Outcome;

/**
 * What an attempt leaves: who is still to get the message and when it is tried next, and what its sender might want to know.
 *
 * @param left the entry from now on; empty when nobody is left
 */
record Settlement(Optional<QueuedMail> left, List<Told> told) {
    Settlement {
        told = List.copyOf(told);
    }

    static Settlement of(QueuedMail mail, Attempt.Result result, QueueSettings settings, Instant now, Random random) {
        Optional<Hop> remote = result.tried().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        result.tried().get(result.tried().size() - 1).step().hop());
        var told = new ArrayList<Told>();
        var open = new ArrayList<Outcome>();
        for (var outcome : result.outcomes()) {
            switch (outcome.result()) {
                case DELIVERED -> {
                    if (result.quiet().contains(outcome.recipient())) told.add(Told.relayed(outcome, remote));
                }
                case PERMANENT -> told.add(Told.failed(outcome, remote));
                case TRANSIENT, UNKNOWN -> open.add(outcome);
            }
        }
        var end = mail.arrived().plus(settings.expire());
        if (!now.isBefore(end)) {
            for (var outcome : open) told.add(Told.expired(outcome, remote));
            open.clear();
        }
        if (open.isEmpty()) return new Settlement(Optional.empty(), told);
        boolean late = !settings.warn().isZero()
                && !mail.delayTold()
                && !now.isBefore(mail.arrived().plus(settings.warn()));
        if (late) for (var outcome : open) told.add(Told.delayed(outcome, remote, end));
        var next = now.plus(settings.wait(mail.attempts() + 1, random));
        var recipients = open.stream().map(Outcome::recipient).toList();
        return new Settlement(
                Optional.of(mail.after(
                        recipients,
                        late || mail.delayTold(),
                        next.isAfter(end) ? end : next, // a last attempt when the time is over
                        trouble(open))),
                told);
    }

    private static String trouble(List<Outcome> open) {
        var text = open.get(0).status() + " " + open.get(0).text();
        return text.length() > 300 ? text.substring(0, 300) : text;
    }

    /** Those of {@code recipients} that are not in it any more. */
    int settled(List<Envelope.Recipient> recipients) {
        return recipients.size() - left.map(m -> m.recipients().size()).orElse(0);
    }
}
