package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;

/**
 * One open log: what is submitted gets its place in the order at once, and is on stable storage when its {@link Durable}
 * hears so. Many commits share one sync. Thread-safe.
 */
public final class SegmentLog implements AutoCloseable {
    private final Disk disk;
    private final LogSettings settings;
    private final long seal;
    private final CurrentFiles files;
    private final Preallocator preallocator;
    private final LogTail tail;
    private final BodyFiles bodies;
    private final Committer committer;
    private final SpoolRoom room;
    private @Nullable Cleaner cleaner; // of files that are retired and perhaps still read
    private volatile boolean writing;

    private SegmentLog(Disk disk, LogSettings settings, long seal, Recovery.Found found) throws IOException {
        this.disk = disk;
        this.settings = settings;
        this.seal = seal;
        this.room = new SpoolRoom(settings.maxSpooledBytes());
        this.preallocator = new Preallocator(disk, settings.segmentSize(), seal, found);
        var all = new ArrayList<>(found.logs());
        if (all.isEmpty()) all.add(preallocator.makeLog());
        var current = all.get(all.size() - 1);
        all.addAll(found.bodies());
        if (found.bodies().isEmpty()) all.add(preallocator.makeBodies());
        var currentBodies = all.get(all.size() - 1);
        this.files = new CurrentFiles(new OpenFiles(all));
        int epoch = found.epoch() + 1;
        this.tail = new LogTail(
                settings.segmentSize(), seal, preallocator, files, current, found.position(), found.lastLsn());
        this.bodies = new BodyFiles(
                settings.bodyFileSize(),
                seal,
                epoch,
                tail::lastLsn,
                preallocator,
                files,
                currentBodies,
                currentBodies.end);
        this.committer = new Committer(tail, room, epoch, found.lastLsn(), disk.name());
    }

    /** Starts what writes: who only reads, needs no thread. */
    private void write() {
        if (writing) return;
        synchronized (this) {
            if (!writing) {
                preallocator.start();
                committer.start();
                writing = true;
            }
        }
    }

    /**
     * Opens the log in a directory, makes it where there is none: gives every commit with an LSN above {@code afterLsn}
     * to {@code replay}, in order, on this thread; removes what a crash left at the end. Damage never stops this.
     *
     * @throws StoreException when the disk fails, or the directory is of a format not known here
     */
    public static SegmentLog open(Disk disk, LogSettings settings, long afterLsn, Replay replay) {
        try {
            long seal = StoreFormat.read(disk, settings.random());
            var found = new Recovery(disk, seal, afterLsn, replay).run();
            try {
                return new SegmentLog(disk, settings, seal, found);
            } catch (IOException | RuntimeException | Error e) {
                found.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(disk.name() + " cannot be opened: " + e, e);
        }
    }

    /** What every record of the log in that directory is sealed with; a new seal where there is none yet. */
    public static long seal(Disk disk, LogSettings settings) {
        try {
            return StoreFormat.read(disk, settings.random());
        } catch (IOException e) {
            throw new StoreException(disk.name() + " cannot be opened: " + e, e);
        }
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
        tail.refuse();
        write();
        int most = settings.partSize();
        if (ops.remaining() <= most) return tail.place(List.of(Pending.ops(seal, ops, (byte) 0, then)));
        var parts = new ArrayList<Pending>();
        for (int from = ops.position(); from < ops.limit(); from += most) {
            int length = Math.min(most, ops.limit() - from);
            boolean last = from + length == ops.limit();
            int flags = (last ? 0 : RecordFormat.MORE) | (parts.isEmpty() ? 0 : RecordFormat.CONTINUED);
            parts.add(Pending.ops(
                    seal, ops.duplicate().position(from).limit(from + length), (byte) flags, last ? then : null));
        }
        return tail.place(parts);
    }

    /** Room for one body. Beyond {@code maxSize} octets it counts only. @throws StoreException when the log is dead or closed */
    public DiskSpool spool(long maxSize) {
        tail.refuse();
        write();
        return new DiskSpool(this, maxSize);
    }

    /** The body a handle names, as the files are now; reads nothing yet. Only once a commit naming it was durable. */
    public DiskBody body(long handle, long size) {
        return body(files(), handle, size);
    }

    /** The body a handle names, in files that may have been retired since. */
    public DiskBody body(OpenFiles in, long handle, long size) {
        return new DiskBody(this, in, handle, size);
    }

    /** The files as they are now. Whoever keeps this keeps them readable. */
    public OpenFiles files() {
        return files.get();
    }

    /**
     * Copies a body to the end, checked; the new one is on stable storage before any commit submitted later. Its file may
     * not be retired until the spool is closed.
     */
    public DiskSpool copy(DiskBody body) {
        var spool = spool(Long.MAX_VALUE);
        try {
            for (long at = 0; at < body.size(); ) {
                var piece = body.read(at, settings.chunkSize());
                at += piece.remaining();
                spool.write(piece);
            }
            spool.finish();
            return spool;
        } catch (RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    /** The LSN given out last. */
    public long lastLsn() {
        return tail.lastLsn();
    }

    /** All LSNs up to this one are on stable storage. */
    public long durableLsn() {
        return committer.durableLsn();
    }

    /**
     * Runs {@code task} once on the log's thread between two batches, with {@link #durableLsn()}: everything up to it was
     * told, nothing behind it, and no commit is half written. Keep it short, all commits wait. Not run when the log dies
     * first.
     *
     * @throws StoreException when the log is dead or closed
     */
    public void between(LongConsumer task) {
        tail.refuse();
        write();
        tail.between(task);
    }

    /**
     * Copies all files to {@code target} as they are at one moment between two commits, while the log is written; commits
     * wait for as long as the file takes that they go to. Of {@code others}, which no log knows, this copies the content
     * before that moment. The caller syncs the target's directory.
     *
     * @throws StoreException when the log is dead or closed
     */
    public void copyTo(Disk target, List<DiskFile> others) throws IOException {
        var copy = new LogCopy(target);
        var before = files(); // what is retired meanwhile stays readable
        for (var other : others) copy.copy(other);
        var moment = new CompletableFuture<OpenFiles>();
        between(durable -> {
            try {
                copy.unfinished(files(), durable);
                moment.complete(files());
            } catch (IOException | RuntimeException e) {
                moment.completeExceptionally(e);
            }
        });
        copy.rest(await(moment));
        copy.rest(before);
    }

    private OpenFiles await(CompletableFuture<OpenFiles> moment) throws IOException {
        while (true) {
            try {
                return moment.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                tail.refuse(); // else nobody will come to it
            } catch (ExecutionException e) {
                throw new IOException(String.valueOf(e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** Why nothing can be written any more, until the store is opened anew; null while it can. */
    public @Nullable StoreException deathCause() {
        return tail.death();
    }

    public boolean isDead() {
        return deathCause() != null;
    }

    /** Whether there is room for more mail: the log is alive, has its next segment, and the disk the free space asked for. */
    public boolean hasRoom() {
        if (isDead()) return false;
        if (preallocator.failure() != null) {
            preallocator.retry();
            return false;
        }
        try {
            return disk.freeSpace() >= settings.minFree();
        } catch (IOException e) {
            return false;
        }
    }

    /** All files, in order: the log's, then those of bodies. */
    public List<SegmentInfo> segments() {
        return files().all().stream().map(Segment::info).toList();
    }

    /** Reads a file from its beginning, checks every record. @throws StoreException when the disk cannot be read */
    public void scan(SegmentInfo segment, Visitor visitor) {
        var all = files();
        var found = all.find(segment.bodies(), segment.number());
        if (found == null) throw new StoreException(segment.name() + " is not there any more");
        try {
            new SegmentScan(all, found, seal, visitor).run();
        } catch (IOException e) {
            throw new StoreException(disk.name() + "/" + segment.name() + " cannot be read: " + e, e);
        }
    }

    /**
     * Deletes a file. False, and nothing done, when it may still be written, or an open spool's finished body lies in it.
     * Bodies and {@link OpenFiles} that were taken before stay readable.
     */
    public boolean retire(SegmentInfo info) {
        var segment = files().find(info.bodies(), info.number());
        if (segment == null || segment.active || segment.pins.get() > 0) return false;
        if (segment.lastLsn >= durableLsn() || !files.remove(segment)) return false; // recovery counts on one behind
        var file = segment.file;
        cleaner().register(segment, file::close);
        try {
            file.keep();
            disk.delete(file.name());
            disk.syncDirectory();
        } catch (IOException e) {
            throw new StoreException(disk.name() + "/" + file.name() + " cannot be deleted: " + e, e);
        }
        return true;
    }

    /** Whether an open spool's body, finished or not, lies in that file. */
    public boolean isPinned(SegmentInfo info) {
        var segment = files().find(info.bodies(), info.number());
        return segment != null && segment.pins.get() > 0;
    }

    private synchronized Cleaner cleaner() {
        var known = cleaner;
        if (known == null) {
            known = Cleaner.create(r -> {
                var thread = new Thread(r, "letterlock-store-cleaner");
                thread.setDaemon(true);
                return thread;
            });
            cleaner = known;
        }
        return known;
    }

    /** Writes what was submitted, then ends: later submits are refused, bodies can no longer be read. Leaves the disk open. */
    @Override
    public void close() {
        tail.close();
        committer.join();
        preallocator.close();
        for (var segment : files().all()) segment.file.close();
    }

    /** Whether the next segment and the next file for bodies are there. */
    boolean isReady() {
        return preallocator.isReady();
    }

    // what spools and bodies need

    int chunkSize() {
        return settings.chunkSize();
    }

    SpoolRoom room() {
        return room;
    }

    BodyFiles bodies() {
        return bodies;
    }

    /** Tells this store's records from any other's. */
    public long seal() {
        return seal;
    }

    /** Puts a small body into the order; the segment it lies in, pinned. */
    Segment place(Pending body) {
        tail.place(List.of(body));
        body.segment.pins.incrementAndGet();
        return body.segment;
    }

    void written(Set<Segment> touched) {
        tail.written(touched);
    }

    /** What to throw when writing a body failed. */
    StoreException failure(String what, IOException e) {
        var message = disk.name() + ": " + what + ": " + e.getMessage();
        if (NoRoomException.isWhy(e)) return new NoRoomException(message, e);
        return new StoreException(message, e);
    }
}
