package org.letterlock.mailbox.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.SegmentLog;
import org.letterlock.mailbox.disk.Visitor;
import org.letterlock.mailbox.store.CheckReport.DamagedMessage;

/**
 * What an operator does with a store on disk: look at what it consists of, check all of it, repair it, have it take
 * less room. The store
 * may be in use meanwhile. Thread-safe.
 */
public final class StoreMaintenance {
    private static final int PIECE = 1 << 20;
    private final Disk disk;
    private final SegmentLog log;
    private final Engine engine;
    private final Checkpointer checkpointer;
    private final Compaction compaction;

    private final LongFunction<FromLog> fromLog;

    /** {@code fromLog}: what the log says up to an LSN. */
    StoreMaintenance(
            Disk disk,
            SegmentLog log,
            Engine engine,
            Checkpointer checkpointer,
            Compaction compaction,
            LongFunction<FromLog> fromLog) {
        this.disk = disk;
        this.log = log;
        this.engine = engine;
        this.checkpointer = checkpointer;
        this.compaction = compaction;
        this.fromLog = fromLog;
    }

    private interface EachMessage {
        void message(StoredMailbox mailbox, MessageTable messages, int index);
    }

    private void each(EachMessage visitor) {
        for (var account : engine.stored()) {
            for (var node : account.names().all()) {
                var mailbox = node.mailbox();
                if (mailbox == null) continue;
                var messages = mailbox.part().peek().messages();
                for (int i = 0; i < messages.count(); i++) visitor.message(mailbox, messages, i);
            }
        }
    }

    public StoreStats stats() {
        var handles = new HashSet<Long>();
        long[] counts = new long[2]; // messages, octets of bodies
        each((mailbox, messages, i) -> {
            counts[0]++;
            if (handles.add(messages.handle(i))) counts[1] += messages.size(i);
        });
        for (var mail : engine.queue().mails()) if (handles.add(mail.handle())) counts[1] += mail.size();
        int mailboxes = 0;
        for (var account : engine.stored())
            for (var node : account.names().all()) if (node.mailbox() != null) mailboxes++;
        int[] files = new int[2];
        long[] octets = new long[2];
        for (var segment : log.segments()) {
            files[segment.bodies() ? 1 : 0]++;
            octets[segment.bodies() ? 1 : 0] += segment.size();
        }
        return new StoreStats(
                engine.stored().size(),
                mailboxes,
                counts[0],
                engine.queue().mails().size(),
                handles.size(),
                counts[1],
                files[0],
                octets[0],
                files[1],
                octets[1],
                checkpointer.size(),
                checkpointer.lsn(),
                log.lastLsn());
    }

    /** Reads all files and all bodies, and compares what they say with their checksums. */
    public CheckReport check() {
        var findings = new ArrayList<Finding>();
        for (var segment : log.segments()) {
            log.scan(segment, new Visitor() {
                @Override
                public void damaged(String file, long offset, long length, String why) {
                    findings.add(new Finding(file, offset, length, why));
                }
            });
        }
        checkIndexes(findings);
        Map<Long, String> known = new HashMap<>(); // what is wrong with a body, by its place; empty when nothing is
        long[] octets = new long[1];
        var damaged = new ArrayList<DamagedMessage>();
        each((mailbox, messages, i) -> {
            var why = known.computeIfAbsent(
                    messages.handle(i), h -> problem(messages.get(i).body(), octets));
            if (!why.isEmpty())
                damaged.add(new DamagedMessage(mailbox.account().id(), mailbox.name(), messages.uid(i), why));
        });
        var queued = new ArrayList<Long>();
        for (var mail : engine.queue().mails()) {
            var why = known.computeIfAbsent(mail.handle(), h -> problem(mail.body(), octets));
            if (!why.isEmpty()) queued.add(mail.id());
        }
        long right = known.values().stream().filter(String::isEmpty).count();
        return new CheckReport(right, octets[0], findings, compared().differences(), damaged, queued);
    }

    private void checkIndexes(List<Finding> findings) {
        try {
            for (var name : IndexFile.all(disk)) {
                try (var index = IndexFile.open(disk, name, log.seal())) {
                    var problem = index.problem();
                    if (!problem.isEmpty()) findings.add(new Finding(name, 0, index.size(), problem));
                }
            }
        } catch (IOException e) {
            throw new StoreException(disk.name() + ": an index cannot be read: " + e, e);
        }
    }

    /** What is wrong with a body; empty when nothing is, and then its octets are counted. */
    private static String problem(Body body, long[] octets) {
        try {
            for (long at = 0; at < body.size(); ) at += body.read(at, PIECE).remaining();
            octets[0] += body.size();
            return "";
        } catch (StoreException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** All mailboxes beside what the log says; needs as much heap as an index that is wholly loaded. */
    private IndexCheck compared() {
        var capture = checkpointer.capture();
        return new IndexCheck(capture, fromLog.apply(capture.lsn()));
    }

    /**
     * {@link #check Checks}; makes mailboxes be what the log says where they are not, if all of the log can be read; and
     * writes the indexes anew. With {@code drop}, messages whose bodies cannot be read are expunged, and entries of the
     * queue taken out; without, they stay where they are, and FETCH of them fails.
     */
    public CheckReport repair(boolean drop) {
        var report = check();
        if (!report.differences().isEmpty()) new IndexRepair(engine, log, fromLog).run(compared());
        if (drop) {
            for (var message : report.messages()) {
                var mailbox = engine.account(message.account()).open(message.mailbox());
                mailbox.ifPresent(m ->
                        m.remove(UidSet.of(message.uid())).toCompletableFuture().join());
            }
            for (var id : report.queued())
                engine.queue().remove(id).toCompletableFuture().join();
        }
        for (int i = 0; i < 2; i++) { // both that are kept
            IndexRepair.settle(engine); // each of another LSN
            checkpointer.now();
        }
        return report;
    }

    /**
     * Gives the room of dead octets back now: of each file with less than {@code live} percent of live octets, these are
     * copied to the end of the log, and the file is deleted.
     *
     * @return what was done
     */
    public Compaction.Done compact(int live) {
        return compaction.run(live, 0);
    }
}
