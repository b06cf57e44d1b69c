package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.StoreException;

/**
 * Where a body goes while it arrives: up to 64 KiB stay in the heap, and are the record of the log once the body is
 * finished; beyond that chunks go to a body file as they fill. Past its limit it counts what comes and keeps nothing.
 */
public final class DiskSpool implements BodySpool {
    private static final int HEAD = RecordFormat.HEADER + RecordFormat.BODY_HEAD;
    private static final int FIRST = 4 * 1024;
    private static final VarHandle OCTETS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SYNC_EVERY = 8 << 20; // so that no commit waits for the whole of a large body
    private final SegmentLog log;
    private final long limit;
    private final int chunk;
    private final Set<Segment> touched = new HashSet<>(); // files that hold parts of it, pinned
    private byte[] buffer = {};
    private int used; // of it, behind the head
    private long[] chunks = {};
    private int chunkCount;
    private int unsynced; // octets of chunks
    private long size;
    private long bareLines; // LF without CR
    private byte last = '\n';
    private long reserved;
    private @Nullable DiskBody finished;
    private boolean closed;

    DiskSpool(SegmentLog log, long limit) {
        this.log = log;
        this.limit = limit;
        this.chunk = log.chunkSize();
    }

    @Override
    public void write(ByteBuffer octets) {
        if (closed || finished != null) throw new StoreException("this spool takes no more");
        size += octets.remaining();
        if (size > limit) {
            octets.position(octets.limit());
            forget();
            unpin();
            return;
        }
        while (octets.hasRemaining()) {
            if (used == chunk) flush();
            int n = Math.min(octets.remaining(), chunk - used);
            reserve(used + n);
            octets.get(buffer, HEAD + used, n);
            count(HEAD + used, n);
            used += n;
        }
    }

    private void reserve(int most) {
        if (HEAD + most + 8 <= buffer.length) return;
        int length = HEAD + 8 + Math.min(chunk, Math.max(FIRST, Math.max(most, 2 * used)));
        try {
            log.room().take(length - buffer.length);
        } catch (StoreException e) {
            close();
            throw e;
        }
        reserved += length - buffer.length;
        buffer = Arrays.copyOf(buffer, length);
    }

    private void count(int from, int length) {
        int end = from + length;
        for (int i = lineFeed(from, end); i < end; i = lineFeed(i + 1, end))
            if ((i == from ? last : buffer[i - 1]) != '\r') bareLines++;
        last = buffer[end - 1];
    }

    /** Where the next LF stands, {@code end} when none does. Looks at eight octets at a time. */
    private int lineFeed(int from, int end) {
        int i = from;
        while (end - i >= Long.BYTES) {
            long others = (long) OCTETS.get(buffer, i) ^ 0x0A0A_0A0A_0A0A_0A0AL; // 0 where LF stands
            long found =
                    others - 0x0101_0101_0101_0101L & ~others & 0x8080_8080_8080_8080L; // the lowest bit: the first
            i += Long.numberOfTrailingZeros(found) / Byte.SIZE;
            if (found != 0) return i;
        }
        while (i < end && buffer[i] != '\n') i++;
        return i;
    }

    /** Puts the chunk that is full into a body file. */
    private void flush() {
        if (chunkCount == chunks.length) chunks = Arrays.copyOf(chunks, Math.max(8, 2 * chunkCount));
        Arrays.fill(buffer, HEAD + used, HEAD + (used + 7 & ~7), (byte) 0);
        var record = ByteBuffer.wrap(buffer).position(HEAD - RecordFormat.HEADER);
        chunks[chunkCount++] = toBodies(RecordFormat.CHUNK, record, used);
        unsynced += used;
        used = 0;
        if (unsynced >= SYNC_EVERY) sync();
    }

    private void sync() {
        unsynced = 0;
        try {
            for (var segment : touched) segment.sync();
        } catch (IOException e) {
            close();
            throw log.failure("a body could not be written", e);
        }
    }

    private long toBodies(byte type, ByteBuffer record, int length) {
        try {
            return log.bodies().write(type, record, length, touched);
        } catch (IOException e) {
            close();
            throw log.failure("a body could not be written", e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    /**
     * The whole body, with its handle. A small one is in the order of the log from here on, a large one is written; both
     * are on stable storage before any commit that is submitted later. A body over the limit has {@code handle() == 0}
     * and cannot be read.
     *
     * @throws NoRoomException when the disk is full
     * @throws StoreException when the log is dead or closed
     */
    @Override
    public DiskBody finish() {
        if (closed) throw new StoreException("this spool is closed");
        var body = finished;
        if (body == null) {
            long crlfSize = size + bareLines + (last == '\n' ? 0 : 2);
            if (size > limit) body = DiskBody.notKept(log, size);
            else body = chunkCount == 0 ? small(crlfSize) : large(crlfSize);
            finished = body;
            forget();
        }
        return body;
    }

    private DiskBody small(long crlfSize) {
        reserve(used);
        var record = ByteBuffer.wrap(buffer, 0, RecordFormat.stride(RecordFormat.BODY_HEAD + used))
                .slice();
        record.putInt(RecordFormat.HEADER, used).putInt(RecordFormat.HEADER + 4, (int) crlfSize);
        var body = new DiskBody(log, size, crlfSize, record.slice(HEAD, used).asReadOnlyBuffer());
        var pending = Pending.body(log.seal(), record, RecordFormat.BODY_HEAD + used, body, reserved);
        touched.add(log.place(pending));
        reserved = 0; // with the record now
        return body;
    }

    private DiskBody large(long crlfSize) {
        flush();
        int length = RecordFormat.TABLE_HEAD + 8 * chunkCount;
        var record = ByteBuffer.allocate(RecordFormat.stride(length));
        int at = RecordFormat.HEADER;
        record.putLong(at, size).putLong(at + 8, crlfSize).putInt(at + 16, chunk);
        at += RecordFormat.TABLE_HEAD;
        for (int i = 0; i < chunkCount; i++) record.putLong(at + 8 * i, chunks[i]);
        long handle = toBodies(RecordFormat.TABLE, record, length);
        log.written(touched);
        return new DiskBody(log, log.files(), handle, size);
    }

    /** Until this, the file of the finished body cannot be retired. */
    @Override
    public void close() {
        closed = true;
        forget();
        unpin();
    }

    private void unpin() {
        for (var segment : touched) segment.pins.decrementAndGet();
        touched.clear();
    }

    private void forget() {
        buffer = new byte[0];
        used = 0;
        chunks = new long[0];
        log.room().release(reserved);
        reserved = 0;
    }
}
