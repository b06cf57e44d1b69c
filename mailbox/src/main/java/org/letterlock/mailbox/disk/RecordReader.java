package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one file of records from front to back, a few megabytes at a time. */
final class RecordReader {
    private static final int WINDOW = 4 << 20;
    private final DiskFile file;
    private final long seal;
    private final long size;
    private final ByteBuffer window;
    private long start; // of what is in the window

    RecordReader(DiskFile file, long seal) throws IOException {
        this(file, seal, WINDOW);
    }

    private RecordReader(DiskFile file, long seal, int window) throws IOException {
        this.file = file;
        this.seal = seal;
        this.size = file.size();
        this.window = ByteBuffer.allocate((int) Math.min(window, size)).limit(0);
    }

    /** The SEGMENT record with which a file begins, or null when it does not. */
    static @Nullable FoundRecord first(DiskFile file) throws IOException {
        var found = new RecordReader(file, 0, RecordFormat.SEGMENT_SIZE).at(0);
        return found != null && found.type() == RecordFormat.SEGMENT && found.length() == 16 ? found : null;
    }

    long size() {
        return size;
    }

    /** Has so many octets from there in the window; where they begin in it, or -1 when the file is too short. */
    private int load(long offset, int length) throws IOException {
        if (offset < 0 || length > size - offset || length > window.capacity()) return -1;
        if (offset < start || offset + length > start + window.limit()) {
            window.clear();
            start = offset;
            file.read(window, offset);
            window.flip();
            if (window.limit() < length) return -1;
        }
        return (int) (offset - start);
    }

    /** The record that begins there, or null when none does. */
    @Nullable
    FoundRecord at(long offset) throws IOException {
        int at = load(offset, RecordFormat.HEADER);
        if (at < 0 || !RecordFormat.plausible(window, at)) return null;
        int length = RecordFormat.length(window, at);
        at = load(offset, RecordFormat.HEADER + length);
        if (at < 0 || !RecordFormat.intact(window, at, seal)) return null;
        return new FoundRecord(
                offset,
                RecordFormat.type(window, at),
                window.get(at + 3),
                window.getInt(at + 12),
                window.getLong(at + 16),
                window.getLong(at + 24),
                length,
                window.slice(at + RecordFormat.HEADER, length).asReadOnlyBuffer());
    }

    /** The first record that begins there or later, on any boundary of 8 octets. */
    @Nullable
    FoundRecord next(long offset) throws IOException {
        for (long next = offset; ; next += 8) {
            int at = load(next, RecordFormat.HEADER);
            if (at < 0) return null;
            int last = window.limit() - RecordFormat.HEADER;
            while (at <= last && window.getShort(at) != RecordFormat.MAGIC) at += 8;
            next = start + at;
            if (at > last) {
                next -= 8;
                continue;
            }
            var found = at(next);
            if (found != null) return found;
        }
    }

    /** Behind the last octet from there on that is not zero; {@code offset} when all are. */
    long endOfData(long offset) throws IOException {
        return endOfData(offset, size - offset);
    }

    long endOfData(long offset, long length) throws IOException {
        long end = offset;
        long most = Math.min(size, offset + length);
        for (long next = offset; next < most; ) {
            int n = (int) Math.min(window.capacity(), most - next);
            int at = load(next, n);
            if (at < 0) return end;
            for (int i = n - 1; i >= 0; i--) {
                if (window.get(at + i) == 0) continue;
                end = next + i + 1;
                break;
            }
            next += n;
        }
        return end;
    }
}
