package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/** Where large bodies go: each record gets its place under a lock and is written outside it, so many bodies interleave. */
final class BodyFiles {
    private static final long MAX_GROWTH = 8L << 30;
    private final long fileSize;
    private final long seal;
    private final int epoch;
    private final LongSupplier lastLsn;
    private final Preallocator preallocator;
    private final CurrentFiles files;
    private Segment current;
    private long position;

    BodyFiles(
            long fileSize,
            long seal,
            int epoch,
            LongSupplier lastLsn,
            Preallocator preallocator,
            CurrentFiles files,
            Segment current,
            long position) {
        this.fileSize = fileSize;
        this.seal = seal;
        this.epoch = epoch;
        this.lastLsn = lastLsn;
        this.preallocator = preallocator;
        this.files = files;
        this.current = current;
        this.position = position;
        current.active = true;
    }

    private record Place(Segment segment, long offset) {}

    /**
     * Writes a record, whose payload stands behind room for the header; its handle. The file is among {@code touched}
     * from then on, and pinned once for that.
     */
    long write(byte type, ByteBuffer record, int length, Set<Segment> touched) throws IOException {
        long lsn = lastLsn.getAsLong();
        CRC32C crc = RecordFormat.checksum(seal, record, record.position() + RecordFormat.HEADER, length);
        RecordFormat.seal(record, crc, type, (byte) 0, length, epoch, lsn, lsn);
        int stride = RecordFormat.stride(length);
        var place = allocate(stride, lsn, touched);
        place.segment.file.write(record.slice(record.position(), stride), place.offset);
        return Handle.of(true, place.segment.number, place.offset);
    }

    private synchronized Place allocate(int stride, long lsn, Set<Segment> touched) throws IOException {
        if (position + stride > fileSize) {
            var next = preallocator.takeBodies();
            if (next != null) {
                current.active = false;
                next.active = true;
                next.firstLsn = lsn;
                files.add(next);
                current = next;
                position = next.end;
            } else if (position + stride > Math.max(fileSize, MAX_GROWTH)) {
                throw new IOException("the next file for bodies could not be made");
            } // until the next is ready, this one grows
        }
        long offset = position;
        position += stride;
        current.end = position;
        current.lastLsn = Math.max(current.lastLsn, lsn);
        if (touched.add(current)) current.pins.incrementAndGet();
        return new Place(current, offset);
    }
}
