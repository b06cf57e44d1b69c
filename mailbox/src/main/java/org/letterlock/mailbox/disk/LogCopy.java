package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Copies the files of an open log to another disk. What is there afterwards is what a crash could have left at one moment
 * between two commits: all that was durable then, and nothing that was half written.
 */
final class LogCopy {
    private static final int PIECE = 1 << 20;
    private final Disk target;
    private final Set<String> copied = new HashSet<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);

    LogCopy(Disk target) {
        this.target = target;
    }

    /** The log's files that may still be written, while nothing is: those with commits behind {@code durable}. */
    void unfinished(OpenFiles files, long durable) throws IOException {
        for (var segment : files.all())
            if (!segment.bodies && (segment.active || segment.lastLsn > durable)) copy(segment);
    }

    /**
     * All others. Bodies may come to the end of theirs meanwhile; the log's that were copied name none of these.
     *
     * @param files what there was then
     */
    void rest(OpenFiles files) throws IOException {
        for (var segment : files.all()) copy(segment);
    }

    void copy(DiskFile from) throws IOException {
        if (!copied.add(from.name())) return;
        try (var to = target.create(from.name())) {
            long size = from.size();
            to.truncate(size);
            for (long at = 0; at < size; ) {
                int n = from.read(buffer.clear().limit((int) Math.min(PIECE, size - at)), at);
                if (n <= 0) break;
                if (!isZero(n)) to.write(buffer.position(0).limit(n), at); // else it is so already
                at += n;
            }
            to.force();
        }
    }

    private void copy(Segment segment) throws IOException {
        copy(segment.file);
    }

    private boolean isZero(int n) {
        for (int i = 0; i < n; i++) if (buffer.get(i) != 0) return false;
        return true;
    }
}
