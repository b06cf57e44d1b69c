package org.letterlock.imap.session;

import java.time.Duration;
import java.time.Instant;

/** How far a command is that takes its time: said now and then, so that the client goes on waiting. RFC 9585, 4. */
public final class Progress {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ImapSession session;
    private Instant last;

    /** The command begins {@code now}. */
    public Progress(ImapSession session, Instant now) {
        this.session = session;
        this.last = now;
    }

    /** {@code done} of {@code goal} messages are dealt with. Only between responses. */
    public void at(long done, long goal) {
        var now = session.services().clock().instant();
        if (done >= goal || Duration.between(last, now).compareTo(EVERY) < 0) return;
        last = now;
        session.writer()
                .text("* OK [INPROGRESS (\"")
                .text(session.tag())
                .text("\" ")
                .number(done)
                .space()
                .number(goal)
                .text(")] Still at it\r\n");
    }
}
