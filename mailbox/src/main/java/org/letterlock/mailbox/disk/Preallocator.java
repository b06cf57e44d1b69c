package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the next segment of the log ready, all zeros and synced, and the next file for bodies: a sync in a file that does
 * not grow is twice as fast, and nobody who writes mail waits for a new file, or for a file descriptor.
 */
final class Preallocator implements AutoCloseable {
    private static final int STEP = 1 << 20;
    private static final int SYNC_EVERY = 8 << 20; // so that commits meanwhile do not wait for all of it
    private final Disk disk;
    private final long segmentSize;
    private final long seal;
    private final Thread thread;
    private @Nullable Segment log;
    private @Nullable Segment bodies;
    private int nextLog;
    private int nextBodies;
    private @Nullable IOException failure;
    private boolean making;
    private volatile boolean givenUp;
    private volatile boolean closed;

    Preallocator(Disk disk, long segmentSize, long seal, Recovery.Found found) {
        this.disk = disk;
        this.segmentSize = segmentSize;
        this.seal = seal;
        this.nextLog = found.nextLog();
        this.bodies = found.spareBodies();
        this.nextBodies = found.nextBodies();
        this.thread = new Thread(this::run, "letterlock-store-files");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The next segment of the log, if it is ready. */
    synchronized @Nullable Segment takeLog() {
        var taken = log;
        log = null;
        retry();
        return taken;
    }

    /** The next file for bodies, if it is ready. */
    synchronized @Nullable Segment takeBodies() {
        var taken = bodies;
        bodies = null;
        retry();
        return taken;
    }

    synchronized boolean isReady() {
        return log != null && bodies != null;
    }

    /** Why the next file could not be made, when that was tried last; null when it is there, or being made. */
    synchronized @Nullable IOException failure() {
        return failure;
    }

    /** Tries again what could not be done. */
    synchronized void retry() {
        notifyAll();
    }

    private void run() {
        while (true) {
            synchronized (this) {
                try {
                    while (!closed && log != null && bodies != null) wait();
                    if (failure != null && !closed) wait(); // until somebody needs it
                } catch (InterruptedException e) {
                    return; // nobody does that; it would end what it was for
                }
                if (closed) return;
                making = true;
            }
            fill();
        }
    }

    private void fill() {
        IOException why = null;
        try {
            if (disk.freeSpace() < segmentSize) throw new IOException("less than " + segmentSize + " octets are free");
            if (needs(false)) put(makeLog());
            if (needs(true)) put(makeBodies());
        } catch (IOException e) {
            why = e;
        } catch (RuntimeException | Error e) {
            why = new IOException(e);
        }
        synchronized (this) {
            failure = why;
            making = false;
            notifyAll();
        }
    }

    /**
     * The disk is full, and somebody waits for what is to be written now: the next segment, made or half made, goes. It is
     * made when there is room again.
     */
    void giveUp(IOException why) throws IOException {
        givenUp = true; // ends the making of one
        retry();
        Segment ready;
        synchronized (this) {
            boolean interrupted = false;
            while (making) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
            ready = log;
            log = null;
            if (ready != null) nextLog = ready.number; // so that no number is left out
            failure = why;
            givenUp = false;
        }
        if (ready == null) return;
        ready.file.close();
        disk.delete(ready.file.name());
    }

    /** What was taken and could not be used. */
    synchronized void giveBack(Segment taken) {
        log = taken;
    }

    private synchronized boolean needs(boolean inBodies) {
        return !closed && (inBodies ? bodies : log) == null;
    }

    private synchronized void put(Segment made) {
        failure = null;
        if (made.bodies) bodies = made;
        else log = made;
    }

    Segment makeLog() throws IOException {
        return make(false);
    }

    Segment makeBodies() throws IOException {
        return make(true);
    }

    /** Numbers go on without a gap, as a gap in those of the log says that segments were retired. */
    private Segment make(boolean inBodies) throws IOException {
        var file = create(inBodies);
        try {
            if (inBodies) file.write(RecordFormat.segment(nextBodies, seal), 0);
            else zero(file);
            file.force();
            disk.syncDirectory();
        } catch (IOException | RuntimeException e) {
            file.close();
            try {
                disk.delete(file.name());
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        var made = new Segment(inBodies, inBodies ? nextBodies++ : nextLog++, file);
        made.end = inBodies ? RecordFormat.SEGMENT_SIZE : 0;
        return made;
    }

    private DiskFile create(boolean inBodies) throws IOException {
        while (true) {
            try {
                return disk.create(Segment.name(inBodies, inBodies ? nextBodies : nextLog));
            } catch (FileAlreadyExistsException e) { // not ours, so it is left alone
                if (inBodies) nextBodies++;
                else nextLog++;
            }
        }
    }

    private void zero(DiskFile file) throws IOException {
        var zeros = ByteBuffer.allocateDirect((int) Math.min(STEP, segmentSize));
        for (long at = 0; at < segmentSize; ) {
            if (closed || givenUp) throw new IOException(closed ? "the store is closed" : "the disk is full");
            zeros.clear().limit((int) Math.min(zeros.capacity(), segmentSize - at));
            int n = zeros.limit();
            file.write(zeros, at);
            at += n;
            if (at % SYNC_EVERY == 0) file.force();
        }
    }

    /** Ends. */
    @Override
    public void close() {
        closed = true;
        retry();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        synchronized (this) {
            if (log != null) log.file.close();
            if (bodies != null) bodies.file.close();
        }
    }
}
