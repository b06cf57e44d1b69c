package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;

/**
 * One open log: what is submitted gets its place in the order at once, and is on stable storage when its {@link Durable}
 * hears so. Many commits share one sync. Thread-safe.
 */
public final class SegmentLog implements AutoCloseable {
    private SegmentLog() {}

    /**
     * Opens the log in a directory, makes it where there is none: gives every commit with an LSN above {@code afterLsn}
     * to {@code replay}, in order, on this thread; removes what a crash left at the end. Damage never stops this.
     *
     * @throws StoreException when the disk fails, or the directory is of a format not known here
     */
    public static SegmentLog open(Disk disk, LogSettings settings, long afterLsn, Replay replay) {
        throw new UnsupportedOperationException();
    }

    /**
     * Puts the operations of one commit into the order now, and returns their LSN. Never waits for the disk, and has no
     * bound of its own: what is queued is one command for each session that waits. Who holds the locks of what changes
     * while calling this has its changes in the order of the log. {@code ops} is read during the call only.
     *
     * @throws NoRoomException when the disk is full: nothing changed, try later
     * @throws StoreException when the log is dead or closed: nothing changed, and never will. {@code then} hears nothing
     */
    public long submit(ByteBuffer ops, Durable then) {
        throw new UnsupportedOperationException();
    }

    /** Room for one body. Beyond {@code maxSize} octets it counts only. @throws StoreException when the log is dead or closed */
    public DiskSpool spool(long maxSize) {
        throw new UnsupportedOperationException();
    }

    /** The body a handle names, as the files are now; reads nothing yet. */
    public DiskBody body(long handle, long size) {
        return body(files(), handle, size);
    }

    /** The body a handle names, in files that may have been retired since. */
    public DiskBody body(OpenFiles files, long handle, long size) {
        throw new UnsupportedOperationException();
    }

    /** The files as they are now. Whoever keeps this keeps them readable. */
    public OpenFiles files() {
        throw new UnsupportedOperationException();
    }

    /**
     * Copies a body to the end, checked; the new one is on stable storage before any commit submitted later. Its file may
     * not be retired until the spool is closed.
     */
    public DiskSpool copy(DiskBody body) {
        throw new UnsupportedOperationException();
    }

    /** The LSN given out last. */
    public long lastLsn() {
        throw new UnsupportedOperationException();
    }

    /** All LSNs up to this one are on stable storage and were told so. */
    public long durableLsn() {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs {@code task} once on the log's thread between two batches, with {@link #durableLsn()}: everything up to it was
     * told, nothing behind it. Keep it short, all commits wait. Not run when the log dies or closes first.
     */
    public void between(LongConsumer task) {
        throw new UnsupportedOperationException();
    }

    /** Why nothing can be written any more, until the store is opened anew; null while it can. */
    public @Nullable StoreException deathCause() {
        throw new UnsupportedOperationException();
    }

    public boolean isDead() {
        return deathCause() != null;
    }

    /** Whether there is room for more mail: the log is alive, has its next segment, and the disk the free space asked for. */
    public boolean hasRoom() {
        throw new UnsupportedOperationException();
    }

    /** All files, in order: the log's, then those of bodies. */
    public List<SegmentInfo> segments() {
        throw new UnsupportedOperationException();
    }

    /** Reads a file from its beginning, checks every record. @throws StoreException when the disk cannot be read */
    public void scan(SegmentInfo segment, Visitor visitor) {
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes a file. False, and nothing done, when it may still be written, or an open spool's finished body lies in it.
     * Bodies and {@link OpenFiles} that were taken before stay readable.
     */
    public boolean retire(SegmentInfo segment) {
        throw new UnsupportedOperationException();
    }

    /** Writes what was submitted, then ends: later submits are refused, bodies can no longer be read. Leaves the disk open. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
