package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    private volatile boolean closed;

    Preallocator(Disk disk, long segmentSize, long seal, Recovery.Found found) {
        this.disk = disk;
        this.segmentSize = segmentSize;
        this.seal = seal;
        this.log = found.spareLog();
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
        } catch (RuntimeException e) {
            why = new IOException(e);
        }
        synchronized (this) {
            failure = why;
        }
    }

    private synchronized boolean needs(boolean inBodies) {
        return !closed && (inBodies ? bodies : log) == null;
    }

    private synchronized void put(Segment made) {
        failure = null;
        if (made.bodies) bodies = made;
        else log = made;
    }

    /** For a log that has no segment yet. */
    Segment firstLog() throws IOException {
        var ready = takeLog();
        return ready != null ? ready : makeLog();
    }

    private Segment makeLog() throws IOException {
        return make(Segment.name(false, nextLog), false, nextLog++);
    }

    Segment makeBodies() throws IOException {
        return make(Segment.name(true, nextBodies), true, nextBodies++);
    }

    private Segment make(String name, boolean inBodies, int number) throws IOException {
        var file = disk.create(name);
        try {
            if (inBodies) file.write(RecordFormat.segment(number, seal), 0);
            else zero(file);
            file.force();
            disk.syncDirectory();
        } catch (IOException | RuntimeException e) {
            file.close();
            try {
                disk.delete(name);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        var made = new Segment(inBodies, number, file);
        made.end = inBodies ? RecordFormat.SEGMENT_SIZE : 0;
        return made;
    }

    private void zero(DiskFile file) throws IOException {
        var zeros = ByteBuffer.allocateDirect((int) Math.min(STEP, segmentSize));
        for (long at = 0; at < segmentSize; ) {
            if (closed) throw new IOException("the store is closed");
            zeros.clear().limit((int) Math.min(zeros.capacity(), segmentSize - at));
            int n = zeros.limit();
            file.write(zeros, at);
            at += n;
            if (at % SYNC_EVERY == 0) file.force();
        }
    }

    /** Ends; what was ready and never taken stays for the next time. */
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
