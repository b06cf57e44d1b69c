package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;

/**
 * The end of the log, where records get their places and wait to be written. Its lock is held for that alone: no disk is
 * touched under it.
 */
final class LogTail {
    private static final int MAX_RECORDS = 256;
    private static final int MAX_OCTETS = 4 << 20;
    private static final int EAGER = 1 << 20; // bodies without a commit are written when there are so many octets
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final long segmentSize;
    private final long seal;
    private final Preallocator preallocator;
    private final CurrentFiles files;
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final ArrayDeque<LongConsumer> tasks = new ArrayDeque<>();
    private Set<Segment> unsynced = new HashSet<>(); // files with finished bodies
    private long queued; // octets
    private int waiting; // commits in the queue
    private Segment current;
    private long position;
    private volatile long lastLsn;
    private volatile boolean closing;
    private volatile @Nullable StoreException death;

    LogTail(
            long segmentSize,
            long seal,
            Preallocator preallocator,
            CurrentFiles files,
            Segment current,
            long position,
            long lastLsn) {
        this.segmentSize = segmentSize;
        this.seal = seal;
        this.preallocator = preallocator;
        this.files = files;
        this.current = current;
        this.position = position;
        this.lastLsn = lastLsn;
        current.active = true;
        if (position == 0) begin(current); // nobody sees it yet
    }

    /** What is written together: all in one segment, one behind the other. */
    record Batch(List<Pending> records, Set<Segment> bodies, List<LongConsumer> tasks) {
        boolean isEmpty() {
            return records.isEmpty() && tasks.isEmpty();
        }
    }

    int maxBatch() {
        return (int) Math.min(MAX_OCTETS, segmentSize);
    }

    /**
     * Gives the records their places, one behind the other, and the LSN of the last. All or none.
     *
     * @throws NoRoomException when they do not fit in the segment and the disk has no room for the next
     */
    long place(List<Pending> records) {
        lock.lock();
        try {
            refuse();
            placeAll(records);
            if (waiting > 0 || queued >= EAGER) work.signal();
            return lastLsn;
        } finally {
            lock.unlock();
        }
    }

    /** The disk is full while something is to be written: makes room for it, of what is kept ready. */
    void makeRoom(IOException full) throws IOException {
        preallocator.giveUp(full);
    }

    /** @throws StoreException when nothing can be placed any more */
    void refuse() {
        var cause = death;
        if (cause != null) throw new StoreException(String.valueOf(cause.getMessage()), cause);
        if (closing) throw new StoreException("the store is closed");
    }

    private void placeAll(List<Pending> records) {
        int placed = 0;
        try {
            for (; placed < records.size(); placed++) {
                var record = records.get(placed);
                if (position + record.stride() > segmentSize) next(record.stride(), placed == 0);
                put(record);
            }
        } catch (RuntimeException | Error e) {
            if (placed > 0) takeBack(records, placed, e);
            throw e;
        }
    }

    /** Of a commit that has no place as a whole, no part keeps its own; when another segment was begun in it, this is the end. */
    private void takeBack(List<Pending> records, int placed, Throwable why) {
        for (int i = placed - 1; i >= 0; i--) {
            var record = records.get(i);
            if (queue.peekLast() != record || record.segment != current) {
                death = new StoreException("the store takes no more changes, as one was only half placed: " + why, why);
                return;
            }
            queue.pollLast();
            queued -= record.stride();
            if (record.then != null) waiting--;
            lastLsn = record.lsn - 1;
            position = record.offset;
            current.lastLsn = lastLsn;
            current.end = position;
        }
    }

    private void put(Pending record) {
        queue.add(record); // may fail for want of memory, what follows may not
        record.segment = current;
        record.offset = position;
        record.lsn = lastLsn + 1;
        lastLsn = record.lsn;
        position += record.stride();
        current.lastLsn = record.lsn;
        current.end = position;
        queued += record.stride();
        if (record.then != null) waiting++;
        if (record.body != null) record.body.placed(current, record.offset);
    }

    /** Goes on in the next segment; while that is being made, this one grows, which is slower but waits for nobody. */
    private void next(int stride, boolean mayRefuse) {
        var next = preallocator.takeLog();
        if (next != null) {
            begin(next);
            return;
        }
        var failure = preallocator.failure();
        if (mayRefuse && failure != null)
            throw new NoRoomException("no room for the log: " + failure.getMessage(), failure);
        if (position + stride > Handle.MAX_OFFSET)
            throw new NoRoomException("the disk is too slow to make the next segment of the log");
    }

    private void begin(Segment segment) {
        Pending first;
        try {
            first = Pending.segment(segment.number, segmentSize, seal);
            files.add(segment);
        } catch (RuntimeException | Error e) {
            preallocator.giveBack(segment);
            throw e;
        }
        current.active = false;
        current = segment;
        position = 0;
        segment.active = true;
        segment.firstLsn = lastLsn + 1;
        put(first);
    }

    /** Bodies in these files have been written, and are to be synced before any commit that is placed from now on. */
    void written(Set<Segment> bodies) {
        lock.lock();
        try {
            refuse();
            unsynced.addAll(bodies);
        } finally {
            lock.unlock();
        }
    }

    void between(LongConsumer task) {
        lock.lock();
        try {
            refuse(); // nobody would come to it
            tasks.add(task);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to do. An empty batch: this is the end. {@code midCommit} when a commit is written in part. */
    Batch take(boolean midCommit) {
        lock.lock();
        try {
            while (waiting == 0 && queued < EAGER && !closing && (tasks.isEmpty() || midCommit))
                work.awaitUninterruptibly();
            if (!tasks.isEmpty() && !midCommit) {
                var all = List.copyOf(tasks);
                tasks.clear();
                return new Batch(List.of(), Set.of(), all);
            }
            return drain();
        } finally {
            lock.unlock();
        }
    }

    private Batch drain() {
        var records = new ArrayList<Pending>();
        int octets = 0;
        while (records.size() < MAX_RECORDS) {
            var next = queue.peek();
            if (next == null || octets + next.stride() > maxBatch()) break;
            if (!records.isEmpty() && next.segment != records.get(0).segment) break;
            queue.remove();
            records.add(next);
            octets += next.stride();
            if (next.then != null) waiting--;
        }
        queued -= octets;
        var bodies = unsynced;
        if (!bodies.isEmpty()) unsynced = new HashSet<>();
        return new Batch(records, bodies, List.of());
    }

    /** Nothing is placed any more; what still waited. */
    List<Pending> die(StoreException cause) {
        lock.lock();
        try {
            death = cause;
            var left = List.copyOf(queue);
            queue.clear();
            queued = 0;
            waiting = 0;
            tasks.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is placed any more but a last word, which says that all before it is on stable storage. */
    void close() {
        lock.lock();
        try {
            if (closing) return;
            if (death == null && position + RecordFormat.HEADER <= segmentSize) put(Pending.mark(seal));
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    StoreException death() {
        return death;
    }

    long lastLsn() {
        return lastLsn;
    }
}
