package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.RealDisk;
import org.letterlock.mailbox.disk.SegmentInfo;
import org.letterlock.mailbox.disk.SegmentLog;
import org.letterlock.mailbox.disk.Visitor;
import org.letterlock.mailbox.store.CheckReport.DamagedMessage;

/**
 * What an operator does with a store on disk: look at what it consists of, check all of it, repair it, copy it. The store
 * may be in use meanwhile. Thread-safe.
 */
public final class StoreMaintenance {
    private static final int PIECE = 1 << 20;
    private final Disk disk;
    private final SegmentLog log;
    private final Engine engine;
    private final Checkpointer checkpointer;

    StoreMaintenance(Disk disk, SegmentLog log, Engine engine, Checkpointer checkpointer) {
        this.disk = disk;
        this.log = log;
        this.engine = engine;
        this.checkpointer = checkpointer;
    }

    private interface EachMessage {
        void message(StoredMailbox mailbox, MessageTable messages, int index);
    }

    private void each(EachMessage visitor) {
        for (var account : engine.stored()) {
            for (var node : account.names().all()) {
                var mailbox = node.mailbox();
                if (mailbox == null) continue;
                var messages = mailbox.state().messages();
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
        return new CheckReport(right, octets[0], findings, damaged, queued);
    }

    private void checkIndexes(List<Finding> findings) {
        try {
            for (var name : IndexFile.all(disk)) {
                var problem = IndexFile.read(disk, name, piece -> {});
                if (!problem.isEmpty()) findings.add(new Finding(name, 0, IndexFile.size(disk, name), problem));
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

    /**
     * {@link #check Checks}, and writes the index anew. With {@code drop}, messages whose bodies cannot be read are
     * expunged, and entries of the queue taken out; without, they stay where they are, and FETCH of them fails.
     */
    public CheckReport repair(boolean drop) {
        var report = check();
        if (drop) {
            for (var message : report.messages()) {
                var mailbox = engine.account(message.account()).open(message.mailbox());
                mailbox.ifPresent(m ->
                        m.remove(UidSet.of(message.uid())).toCompletableFuture().join());
            }
            for (var id : report.queued())
                engine.queue().remove(id).toCompletableFuture().join();
        }
        checkpointer.now();
        return report;
    }

    /**
     * Copies the store to a directory that is empty or not there, as it is at one moment from now on; what is changed
     * later is not in it. The copy is a store.
     *
     * @return the LSN up to which everything is in it
     */
    public long backup(Path target) {
        try (var to = RealDisk.open(target)) {
            return backup(to);
        } catch (IOException e) {
            throw new StoreException("cannot copy " + disk.name() + " to " + target + ": " + e.getMessage(), e);
        }
    }

    private record Moment(long lsn, List<SegmentInfo> segments) {}

    /** As {@link #backup(Path)}. */
    public long backup(Disk to) {
        try {
            for (var name : to.list()) {
                if (!name.equals("lock")) throw new StoreException(to.name() + " is not empty: there is " + name);
            }
            checkpointer.now();
            var taken = new CompletableFuture<Moment>();
            log.between(
                    lsn -> { // nothing is written while this runs, so the end of the log stands still
                        try {
                            var segments = log.segments();
                            for (var segment : segments) if (segment.active() && !segment.bodies()) copy(segment, to);
                            taken.complete(new Moment(lsn, segments));
                        } catch (IOException | RuntimeException e) {
                            taken.completeExceptionally(e);
                        }
                    });
            var moment = taken.orTimeout(5, TimeUnit.MINUTES).join();
            for (var segment : moment.segments()) if (!segment.active() || segment.bodies()) copy(segment, to);
            for (var name : disk.list())
                if (name.equals("format") || IndexFile.isOne(name)) copy(name, Long.MAX_VALUE, to);
            to.syncDirectory();
            return moment.lsn();
        } catch (IOException e) {
            throw new StoreException("cannot copy " + disk.name() + " to " + to.name() + ": " + e, e);
        }
    }

    private void copy(SegmentInfo segment, Disk to) throws IOException {
        copy(segment.name(), segment.size(), to);
    }

    /** The first {@code used} octets of a file; what is behind them becomes zeros. */
    private void copy(String name, long used, Disk to) throws IOException {
        try (var from = disk.open(name);
                var copy = to.create(name)) {
            var piece = ByteBuffer.allocate(PIECE);
            long size = from.size();
            for (long at = 0; at < Math.min(used, size); ) {
                piece.clear().limit((int) Math.min(PIECE, Math.min(used, size) - at));
                if (from.read(piece, at) <= 0) break;
                piece.flip();
                int n = piece.remaining();
                copy.write(piece, at);
                at += n;
            }
            copy.truncate(size);
            copy.force();
        }
    }
}
