package org.letterlock.mailbox.store;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.SegmentInfo;
import org.letterlock.mailbox.disk.SegmentLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the index now and then, on a thread of its own: each time the log has grown by so much, or by the size of the
 * index when that is more, so that no more is written for the index than for the mail. When it cannot, it says so and
 * tries again later, and later still when that fails too: the log has everything.
 */
final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final int LONGEST_REST = 600; // looks
    private final Disk disk;
    private final SegmentLog log;
    private final Engine engine;
    private final IntSupplier lastCommit;
    private final long each;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var t = new Thread(task, "letterlock-store-index");
        t.setDaemon(true);
        return t;
    });
    private volatile boolean started;
    private volatile int writtenTo; // number of the log's segment at the last index
    private volatile long written; // octets in it then
    private volatile Runnable compaction = () -> {};
    private volatile @Nullable IndexFile index; // the newest that is believed
    private int failures; // one behind the other
    private int rest; // looks to come that do nothing

    /**
     * {@code index}: that was opened, or null; {@code lastCommit}: on the log's thread, {@link IndexFile#crc} of the
     * operations it told of last.
     */
    Checkpointer(
            Disk disk, SegmentLog log, Engine engine, IntSupplier lastCommit, long each, @Nullable IndexFile index) {
        this.disk = disk;
        this.log = log;
        this.engine = engine;
        this.lastCommit = lastCommit;
        this.each = each;
        this.index = index;
    }

    /** What is done after each index. */
    void then(Runnable task) {
        compaction = task;
    }

    /** From the first change on: who only reads, needs no thread. */
    void start() {
        if (started) return;
        synchronized (thread) {
            if (started || thread.isShutdown()) return;
            started = true;
            thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
    }

    /** Octets of log behind the last index, whichever run wrote them, and whatever was deleted before it. */
    private long behind() {
        long octets = 0;
        for (var segment : log.segments()) {
            if (segment.bodies() || segment.number() < writtenTo || segment.lastLsn() <= lsn()) continue;
            octets += segment.number() == writtenTo ? segment.size() - written : segment.size();
        }
        return octets;
    }

    boolean isDue() {
        return behind() >= Math.max(each, size());
    }

    /** Once a second. */
    synchronized void look() {
        if (rest > 0) {
            rest--;
            return;
        }
        try {
            if (!isDue()) return;
            write();
            failures = 0;
        } catch (RuntimeException | Error e) {
            failed(e);
            return;
        }
        try {
            compaction.run();
        } catch (RuntimeException | Error e) {
            if (engine.isClosed()) LOG.debug("{}: the store was closed meanwhile", disk.name(), e);
            else LOG.error("{}: no room could be given back, the next index tries again", disk.name(), e);
        }
    }

    private void failed(Throwable e) {
        if (engine.isClosed()) {
            LOG.debug("{}: the store was closed meanwhile", disk.name(), e);
            return;
        }
        failures = Math.min(failures + 1, 30);
        rest = (int) Math.min(LONGEST_REST, 1L << failures);
        LOG.error("{}: the index could not be written, the log is kept; again in {} s", disk.name(), rest, e);
    }

    /** Writes an index now and waits for it; the LSN it is of. */
    long now() {
        return write();
    }

    /** All that is so at one moment from now on. */
    Capture capture() {
        var captured = new CompletableFuture<Capture>();
        log.between(at -> captured.complete(Capture.of(engine, at, lastCommit.getAsInt())));
        return await(captured);
    }

    private synchronized long write() {
        if (log.isDead()) return lsn();
        SegmentInfo now = null;
        for (var segment : log.segments()) if (segment.active() && !segment.bodies()) now = segment;
        write(capture());
        if (now != null) {
            written = now.size();
            writtenTo = now.number();
        }
        return lsn();
    }

    private Capture await(CompletableFuture<Capture> captured) {
        while (true) {
            try {
                return captured.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (log.isDead() || engine.isClosed()) throw new StoreException("the store ends", e);
            } catch (ExecutionException e) {
                throw new StoreException("no moment for an index", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException("interrupted", e);
            }
        }
    }

    private synchronized void write(Capture capture) {
        var before = index;
        if (capture.lsn() == lsn()) return;
        try {
            var made = IndexWriter.write(disk, log.seal(), capture);
            index = made.index();
            for (int i = 0; i < made.places().size(); i++) {
                var one = capture.mailboxes().get(i);
                one.mailbox().part().indexed(one.slot(), made.places().get(i));
            }
            for (var old : IndexFile.all(disk)) // of those that are not believed, none is worth keeping
            if (!old.equals(made.index().name()) && (before == null || !old.equals(before.name()))) disk.delete(old);
        } catch (IOException e) {
            throw new StoreException(disk.name() + ": the index cannot be written: " + e, e);
        } finally {
            if (before != null && index != before) before.close();
        }
    }

    /**
     * Ends; writes an index before, of a log that is closed, unless that is dead. An interrupt waits until then: nobody else may have
     * the directory while an index is written.
     */
    void close() {
        boolean interrupted = Thread.interrupted(); // it would close the file that is written
        synchronized (thread) {
            thread.shutdown();
        }
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.MINUTES)) break;
                LOG.warn("{}: still writing the index", disk.name());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            if (!log.isDead()) write(Capture.of(engine, log.durableLsn(), lastCommit.getAsInt()));
        } catch (RuntimeException e) {
            LOG.error(
                    "{}: the index could not be written, the next opening reads the log: {}",
                    disk.name(),
                    e.getMessage());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
            var last = index;
            if (last != null) last.close();
        }
    }

    /** LSN of the newest index, 0 without. */
    long lsn() {
        var newest = index;
        return newest == null ? 0 : newest.lsn();
    }

    /** Octets of the newest index. */
    long size() {
        var newest = index;
        return newest == null ? 0 : newest.size();
    }
}
