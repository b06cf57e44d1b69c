package org.letterlock.server.queue;

import java.util.Optional;
import org.letterlock.protocol.Printable;
import org.letterlock.smtp.client.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line that is logged for each recipient of each attempt. */
final class QueueLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.queue");

    private QueueLog() {}

    static void write(QueuedMail mail, Attempt.Result result, Settlement settlement) {
        if (!LOG.isInfoEnabled()) return;
        var last = result.tried().isEmpty()
                ? Optional.<Attempt.Tried>empty()
                : Optional.of(result.tried().get(result.tried().size() - 1));
        for (var outcome : result.outcomes()) {
            var text = new StringBuilder(256);
            text.append("id=").append(mail.id());
            text.append(" to=").append(Printable.of(outcome.recipient().path().toString()));
            text.append(" relay=")
                    .append(last.map(t -> t.step().hop().toString()).orElse("none"));
            text.append(" attempt=").append(mail.attempts() + 1);
            last.ifPresent(t -> {
                text.append(" level=").append(t.step().demand().level().text());
                text.append(" reached=").append(t.protection().reached().text());
                t.protection()
                        .facts()
                        .ifPresent(f -> text.append(" tls=")
                                .append(f.protocol())
                                .append(':')
                                .append(f.cipher()));
                t.protection()
                        .failure()
                        .ifPresent(f ->
                                text.append(" tls-failure=").append(f.kind().text()));
            });
            text.append(" status=").append(outcome.status());
            text.append(" outcome=").append(word(outcome, settlement));
            text.append(" said=\"").append(Printable.of(outcome.text())).append('"');
            LOG.info("{}", text);
        }
    }

    private static String word(Outcome outcome, Settlement settlement) {
        return switch (outcome.result()) {
            case DELIVERED -> "sent";
            case PERMANENT -> "failed";
            case TRANSIENT, UNKNOWN -> settlement.left().isPresent() ? "deferred" : "expired";
        };
    }
}
