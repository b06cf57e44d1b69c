package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A record with a place in the log that is not written yet. Its place is given under the lock of {@link LogTail}. */
final class Pending {
    final byte type;
    final byte flags;
    final int length; // of the payload

    /** Room for the header, the payload, padding. */
    final ByteBuffer record;

    private final CRC32C payload; // has seen the payload, waits for the header

    /** Who waits for it. */
    final @Nullable Durable then;

    /** What may forget its octets once they are written. */
    final @Nullable DiskBody body;

    /** Octets of the room for spools it holds until it is written. */
    final long reserved;

    // with its place
    @SuppressWarnings("NullAway.Init") // the tail sets it before anybody else sees this
    Segment segment;

    long offset;
    long lsn;

    private Pending(
            byte type,
            byte flags,
            int length,
            ByteBuffer record,
            CRC32C payload,
            @Nullable Durable then,
            @Nullable DiskBody body,
            long reserved) {
        this.type = type;
        this.flags = flags;
        this.length = length;
        this.record = record;
        this.payload = payload;
        this.then = then;
        this.body = body;
        this.reserved = reserved;
    }

    /** A part of a commit; {@code ops} is copied. */
    static Pending ops(long seal, ByteBuffer ops, byte flags, @Nullable Durable then) {
        int length = ops.remaining();
        var record = ByteBuffer.allocate(RecordFormat.stride(length));
        record.put(RecordFormat.HEADER, ops, ops.position(), length);
        var crc = RecordFormat.checksum(seal, record, RecordFormat.HEADER, length);
        return new Pending(RecordFormat.OPS, flags, length, record, crc, then, null, 0);
    }

    /** A small body, which stands in {@code record} behind the header already. */
    static Pending body(long seal, ByteBuffer record, int length, DiskBody body, long reserved) {
        var crc = RecordFormat.checksum(seal, record, RecordFormat.HEADER, length);
        return new Pending(RecordFormat.BODY, (byte) 0, length, record, crc, null, body, reserved);
    }

    static Pending mark(long seal) {
        var record = ByteBuffer.allocate(RecordFormat.HEADER);
        var crc = RecordFormat.checksum(seal, record, RecordFormat.HEADER, 0);
        return new Pending(RecordFormat.MARK, (byte) 0, 0, record, crc, null, null, 0);
    }

    /** The beginning of a segment. */
    static Pending segment(int number, long size, long seal) {
        var record = ByteBuffer.allocate(RecordFormat.SEGMENT_SIZE);
        RecordFormat.segmentPayload(record, number, size, seal);
        var crc = RecordFormat.checksum(0, record, RecordFormat.HEADER, 16);
        return new Pending(RecordFormat.SEGMENT, (byte) 0, 16, record, crc, null, null, 0);
    }

    int stride() {
        return record.capacity();
    }

    boolean has(byte flag) {
        return (flags & flag) != 0;
    }

    /** Completes the header, once, and puts the record behind the others. */
    void appendTo(ByteBuffer batch, int epoch, long synced) {
        RecordFormat.seal(record, payload, type, flags, length, epoch, lsn, synced);
        batch.put(batch.position(), record, 0, stride()).position(batch.position() + stride());
    }
}
