package org.letterlock.mailbox.store;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.SegmentInfo;
import org.letterlock.mailbox.disk.SegmentLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the index now and then, on a thread of its own: each time the log has grown by so much, or by the size of the
 * index when that is more, so that no more is written for the index than for the mail. When it cannot, it says so and
 * tries again later: the log has everything.
 */
final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private final Disk disk;
    private final SegmentLog log;
    private final Engine engine;
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
    private volatile long size; // of the last index
    private volatile long lsn; // of the last index

    /** {@code lsn} and {@code size}: of the index that is there, or 0. */
    Checkpointer(Disk disk, SegmentLog log, Engine engine, long each, long lsn, long size) {
        this.disk = disk;
        this.log = log;
        this.engine = engine;
        this.each = each;
        this.lsn = lsn;
        this.size = size;
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
            if (segment.bodies() || segment.number() < writtenTo || segment.lastLsn() <= lsn) continue;
            octets += segment.number() == writtenTo ? segment.size() - written : segment.size();
        }
        return octets;
    }

    boolean isDue() {
        return behind() >= Math.max(each, size);
    }

    private void look() {
        try {
            if (!isDue()) return;
            write(log);
            compaction.run();
        } catch (RuntimeException | Error e) {
            if (engine.isClosed()) LOG.debug("{}: the store was closed meanwhile", disk.name(), e);
            else LOG.error("{}: the index could not be written, the log is kept", disk.name(), e);
        }
    }

    /** Writes an index now and waits for it; the LSN it is of. */
    long now() {
        return write(log);
    }

    private synchronized long write(SegmentLog from) {
        if (from.isDead()) return lsn;
        SegmentInfo now = null;
        for (var segment : from.segments()) if (segment.active() && !segment.bodies()) now = segment;
        var captured = new CompletableFuture<Capture>();
        from.between(at -> captured.complete(Capture.of(engine, at)));
        write(await(captured));
        if (now != null) {
            written = now.size();
            writtenTo = now.number();
        }
        return lsn;
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
        if (capture.lsn() == lsn) return;
        try {
            size = IndexFile.write(disk, capture);
            lsn = capture.lsn();
        } catch (IOException e) {
            throw new StoreException(disk.name() + ": the index cannot be written: " + e, e);
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
            if (!log.isDead()) write(Capture.of(engine, log.durableLsn()));
        } catch (RuntimeException e) {
            LOG.error(
                    "{}: the index could not be written, the next opening reads the log: {}",
                    disk.name(),
                    e.getMessage());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** LSN of the newest index, 0 without. */
    long lsn() {
        return lsn;
    }

    /** Octets of the newest index. */
    long size() {
        return size;
    }
}
