package org.letterlock.smtp.session;

import java.util.List;
import java.util.concurrent.Executor;
import org.letterlock.protocol.Printable;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.message.MessageIntake;
import org.letterlock.smtp.reply.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one line that is logged for each message, whatever became of it. Thread-safe. */
public final class MessageLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.smtp");
    private static final int RECIPIENTS_SHOWN = 20;

    private final Executor lines;

    /** @param lines makes and writes each line, in order; a reply does not wait for it */
    public MessageLog(Executor lines) {
        this.lines = lines;
    }

    void write(MessageIntake message, SmtpReply outcome) {
        if (!LOG.isInfoEnabled()) return;
        var envelope = message.envelope();
        long size = message.size();
        var added = List.copyOf(message.added());
        lines.execute(() -> LOG.info("{}", line(envelope, size, added, outcome)));
    }

    private static String line(Envelope envelope, long size, List<String> added, SmtpReply outcome) {
        var session = envelope.session();
        var text = new StringBuilder(256);
        text.append("id=").append(envelope.id());
        text.append(" from=").append(Printable.of(envelope.from().toString()));
        text.append(" to=");
        int all = envelope.recipients().size();
        int shown = Math.min(RECIPIENTS_SHOWN, all);
        for (int i = 0; i < shown; i++) {
            if (i > 0) text.append(',');
            text.append(Printable.of(envelope.recipients().get(i).path().toString()));
        }
        if (shown < all) text.append(",+").append(all - shown);
        text.append(" size=").append(size);
        text.append(" remote=").append(session.remote().getAddress().getHostAddress());
        text.append(" helo=").append(Printable.of(session.helo()));
        session.tls()
                .ifPresent(tls ->
                        text.append(" tls=").append(tls.protocol()).append(':').append(tls.cipher()));
        session.account().ifPresent(account -> text.append(" account=").append(Printable.of(account)));
        if (!added.isEmpty()) text.append(" added=").append(String.join(",", added));
        text.append(" outcome=\"").append(outcome).append('"');
        return text.toString();
    }
}
