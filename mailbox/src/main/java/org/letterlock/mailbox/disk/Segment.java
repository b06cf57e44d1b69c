package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One open file of the log or of bodies. Whoever holds this can read it, even when its name is gone. */
final class Segment {
    static final String LOG = "log-";
    static final String BODIES = "body-";
    final boolean bodies;
    final int number;
    final DiskFile file;
    volatile long firstLsn;
    volatile long lastLsn;
    volatile long end; // of what is in use
    volatile boolean active;
    private volatile @Nullable IOException failed;

    /** Finished bodies in it that no append may have named yet. */
    final AtomicInteger pins = new AtomicInteger();

    Segment(boolean bodies, int number, DiskFile file) {
        this.bodies = bodies;
        this.number = number;
        this.file = file;
    }

    static String name(boolean bodies, int number) {
        var digits = Integer.toString(number);
        return (bodies ? BODIES : LOG) + "0".repeat(Math.max(0, 8 - digits.length())) + digits;
    }

    /** The number in such a name, or null when it is another file's. */
    static @Nullable Integer number(boolean bodies, String name) {
        var prefix = bodies ? BODIES : LOG;
        if (!name.startsWith(prefix)) return null;
        try {
            int number = Integer.parseInt(name.substring(prefix.length()));
            return number > 0 && name(bodies, number).equals(name) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Waits until all in it is on stable storage. Once that has failed, nobody knows what is, and it fails from then on. */
    void sync() throws IOException {
        var before = failed;
        if (before != null) throw new IOException(file.name() + " could not be synced before: " + before, before);
        try {
            file.force();
        } catch (IOException e) {
            failed = e;
            throw e;
        }
    }

    SegmentInfo info() {
        return new SegmentInfo(file.name(), bodies, number, end, firstLsn, lastLsn, active);
    }
}
