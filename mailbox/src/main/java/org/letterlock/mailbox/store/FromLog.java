package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.disk.SegmentLog;
import org.letterlock.mailbox.disk.Visitor;

/**
 * What the log says by itself, without any index: all of it is read, into an engine that nobody else has.
 *
 * @param engine what is so after the last commit that was asked for
 * @param findings where the log cannot be read: then others may know better
 * @param isWhole whether it begins with the first commit ever; otherwise some files are compacted, and a name or an entry of
 *     the queue that is gone may be here still
 */
record FromLog(Engine engine, List<Finding> findings, boolean isWhole) {
    /** Up to {@code lastLsn}; {@code engines} makes one without any account. */
    static FromLog of(SegmentLog log, Supplier<Engine> engines, long lastLsn) {
        var engine = engines.get();
        var rebuild = new Rebuild(engine);
        var findings = new ArrayList<Finding>();
        boolean whole = true;
        int expected = 1;
        for (var segment : log.segments()) {
            if (segment.bodies()) continue;
            whole &= segment.number() == expected;
            expected = segment.number() + 1;
            log.scan(segment, new Visitor() {
                @Override
                public void ops(long lsn, ByteBuffer payload) {
                    if (lsn <= lastLsn) rebuild.apply(payload);
                }

                @Override
                public void damaged(String file, long offset, long length, String why) {
                    findings.add(new Finding(file, offset, length, why));
                }
            });
        }
        rebuild.named();
        return new FromLog(engine, findings, whole);
    }

    /** Whether it says everything there is, and nothing else. */
    boolean isSure() {
        return isWhole && findings.isEmpty();
    }

    /** By their ids. */
    Map<Long, StoredMailbox> mailboxes() {
        var all = new HashMap<Long, StoredMailbox>();
        for (var mailbox : engine.mailboxes()) all.put(mailbox.id(), mailbox);
        return all;
    }

    /** Null when it is not there, or the log may not know all of it. */
    @Nullable
    MailboxState state(long mailbox) {
        var found = mailboxes().get(mailbox);
        return found == null || !findings.isEmpty() ? null : found.state();
    }
}
