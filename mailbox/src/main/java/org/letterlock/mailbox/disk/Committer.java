package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.letterlock.mailbox.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the log: takes what waits, writes it with one write, syncs once, tells everybody. What comes
 * meanwhile is the next batch. A failed write or sync is never tried again: after one, nobody knows what the disk has. But
 * a write that the disk has no room for did nothing that another would not do again; it is done once more when there is.
 */
final class Committer {
    private static final Logger log = LoggerFactory.getLogger(Committer.class);
    private final LogTail tail;
    private final SpoolRoom room;
    private final int epoch;
    private final String where;
    private ByteBuffer buffer = ByteBuffer.allocate(0); // the thread makes it
    private final Thread thread;
    private volatile long durable;

    Committer(LogTail tail, SpoolRoom room, int epoch, long durable, String where) {
        this.tail = tail;
        this.room = room;
        this.epoch = epoch;
        this.durable = durable;
        this.where = where;
        this.thread = new Thread(this::run, "letterlock-store-log");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    long durableLsn() {
        return durable;
    }

    private void run() {
        try {
            write();
        } catch (RuntimeException | Error e) { // so that nobody waits for a thread that is gone
            die(e, List.of());
        }
    }

    private void write() {
        buffer = ByteBuffer.allocateDirect(tail.maxBatch());
        boolean midCommit = false;
        while (true) {
            var batch = tail.take(midCommit);
            if (batch.isEmpty()) return;
            batch.tasks().forEach(this::run);
            if (batch.records().isEmpty()) continue;
            try {
                write(batch);
            } catch (IOException | RuntimeException | Error e) {
                die(e, batch.records());
                return;
            }
            var last = batch.records().get(batch.records().size() - 1);
            durable = last.lsn;
            midCommit = last.has(RecordFormat.MORE);
            batch.records().forEach(this::tell);
        }
    }

    private void write(LogTail.Batch batch) throws IOException {
        for (var bodies : batch.bodies()) bodies.sync();
        buffer.clear();
        for (var record : batch.records()) record.appendTo(buffer, epoch, durable);
        var first = batch.records().get(0);
        try {
            first.segment.file.write(buffer.flip(), first.offset);
        } catch (IOException e) {
            if (!NoRoomException.isWhy(e)) throw e;
            tail.makeRoom(e); // a segment that grows, because the next is not ready
            first.segment.file.write(buffer.position(0), first.offset);
        }
        first.segment.file.force();
    }

    private void tell(Pending record) {
        release(record);
        if (record.body != null) record.body.written();
        if (record.then == null) return;
        try {
            record.then.durable();
        } catch (RuntimeException | Error e) {
            log.error("{}: the commit with LSN {} is durable, and telling so failed", where, record.lsn, e);
        }
    }

    private void run(LongConsumer task) {
        try {
            task.accept(durable);
        } catch (RuntimeException e) {
            log.error("{}: a task between commits failed", where, e);
        }
    }

    private void die(Throwable cause, List<Pending> batch) {
        var death = new StoreException(
                where + ": the store takes no more changes, because writing its log failed (" + cause
                        + "). Mail can be read. See to the disk, then restart",
                cause);
        if (cause instanceof IOException) log.error("{}", death.getMessage());
        else log.error("{}", death.getMessage(), cause);
        var all = new ArrayList<>(batch);
        all.addAll(tail.die(death));
        for (var record : all) {
            release(record);
            if (record.then == null) continue;
            try {
                record.then.failed(death);
            } catch (RuntimeException | Error e) {
                log.error("{}: telling of a failed commit failed", where, e);
            }
        }
    }

    private void release(Pending record) {
        if (record.reserved > 0) room.release(record.reserved);
    }

    /** Waits until all is written. */
    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
