package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;

/**
 * A body in the log or in a body file. Each piece is checked against its checksum before it is given out. Holds its file
 * open.
 */
public final class DiskBody implements Body {
    private final SegmentLog log;
    private final long size;
    private volatile long handle;
    private volatile @Nullable Segment segment; // null: the file is gone
    private volatile @Nullable ByteBuffer heap; // until the log has written it
    private volatile @Nullable OpenFiles files; // of a large body, until its table is read
    private volatile @Nullable Table table;
    private volatile long crlfSize = -1; // not known yet
    private volatile WeakReference<Piece> recent = new WeakReference<>(null);

    /** Where the octets of a large body are. */
    private record Table(int chunkSize, @Nullable Segment[] segments, long[] handles) {}

    /** What was read and checked last. */
    private record Piece(long from, ByteBuffer octets) {}

    /** A small one that has no place yet. */
    DiskBody(SegmentLog log, long size, long crlfSize, ByteBuffer octets) {
        this.log = log;
        this.size = size;
        this.crlfSize = crlfSize;
        this.heap = octets;
    }

    DiskBody(SegmentLog log, OpenFiles files, long handle, long size) {
        this.log = log;
        this.size = size;
        this.handle = handle;
        this.segment = files.find(Handle.inBodies(handle), Handle.number(handle));
        if (Handle.inBodies(handle)) this.files = files;
    }

    static DiskBody notKept(SegmentLog log, long size) {
        var body = new DiskBody(log, size, size, ByteBuffer.allocate(0));
        body.heap = null;
        return body;
    }

    /** Under the lock of the log's tail. */
    void placed(Segment in, long offset) {
        segment = in;
        handle = Handle.of(false, in.number, offset);
    }

    /** The log has it: the heap need not. */
    void written() {
        heap = null;
    }

    /** Where it lies; positive. The same for the life of the file. 0 when it was over the limit, and nothing was kept. */
    public long handle() {
        return handle;
    }

    /** Whether it came from this log. */
    public boolean isOf(SegmentLog other) {
        return log == other;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        if (offset < 0 || offset >= size || length <= 0)
            throw new IndexOutOfBoundsException(length + " octets from " + offset + " of " + size);
        var octets = heap;
        if (octets != null) return octets.slice((int) offset, (int) Math.min(length, size - offset));
        if (handle == 0) throw new StoreException("a body over the store's message size is not kept");
        var piece = recent.get();
        if (piece == null || offset < piece.from || offset >= piece.from + piece.octets.limit()) {
            piece = Handle.inBodies(handle) ? chunk(offset) : new Piece(0, small());
            recent = new WeakReference<>(piece);
        }
        int from = (int) (offset - piece.from);
        return piece.octets.slice(from, Math.min(length, piece.octets.limit() - from));
    }

    @Override
    public long crlfSize() {
        if (crlfSize < 0 && Handle.inBodies(handle)) table();
        if (crlfSize < 0) small();
        return crlfSize;
    }

    private ByteBuffer small() {
        var payload = payload(segment, handle, RecordFormat.BODY, RecordFormat.BODY_HEAD + size);
        if (payload.getInt(0) != size) throw broken(segment, handle, "it is of another size");
        crlfSize = payload.getInt(4);
        return payload.slice(RecordFormat.BODY_HEAD, (int) size);
    }

    private Piece chunk(long offset) {
        var table = table();
        int i = (int) (offset / table.chunkSize);
        long from = (long) i * table.chunkSize;
        long length = Math.min(table.chunkSize, size - from);
        return new Piece(from, payload(table.segments[i], table.handles[i], RecordFormat.CHUNK, length));
    }

    /** The numbers of all body files that a large body lies in, with its table. @throws StoreException when it is damaged */
    public Set<Integer> bodyFiles() {
        var numbers = new TreeSet<Integer>();
        numbers.add(Handle.number(handle));
        for (long chunk : table().handles()) numbers.add(Handle.number(chunk));
        return numbers;
    }

    private Table table() {
        var known = table;
        if (known != null) return known;
        var payload = payload(segment, handle, RecordFormat.TABLE, -1);
        var in = files;
        known = in == null ? table : parse(payload, in);
        if (known == null) throw broken(segment, handle, "its table is of another body");
        crlfSize = payload.getLong(8);
        table = known;
        files = null; // holds all files open
        return known;
    }

    private @Nullable Table parse(ByteBuffer payload, OpenFiles in) {
        if (payload.limit() < RecordFormat.TABLE_HEAD || payload.getLong(0) != size) return null;
        int chunkSize = payload.getInt(16);
        int count = (payload.limit() - RecordFormat.TABLE_HEAD) / 8;
        if (chunkSize <= 0 || (long) count * chunkSize < size) return null;
        var segments = new @Nullable Segment[count];
        var handles = new long[count];
        for (int i = 0; i < count; i++) {
            handles[i] = payload.getLong(RecordFormat.TABLE_HEAD + 8 * i);
            segments[i] = in.find(Handle.inBodies(handles[i]), Handle.number(handles[i]));
        }
        return new Table(chunkSize, segments, handles);
    }

    /** The payload of a record, checked. {@code length} -1: as long as its header says. */
    private ByteBuffer payload(@Nullable Segment in, long at, byte type, long length) {
        if (in == null) throw broken(null, at, "the file is missing");
        long offset = Handle.offset(at);
        try {
            long known = length < 0 ? tableLength(in, offset) : length;
            if (known < 0 || known > RecordFormat.MAX_PAYLOAD) throw broken(in, at, "no record of it begins there");
            var record = ByteBuffer.allocate(RecordFormat.HEADER + (int) known);
            if (in.file.read(record, offset) < record.capacity()) throw broken(in, at, "the file ends before");
            if (!RecordFormat.plausible(record, 0)
                    || RecordFormat.type(record, 0) != type
                    || RecordFormat.length(record, 0) != known
                    || !RecordFormat.intact(record, 0, log.seal())) throw broken(in, at, "its checksum is wrong");
            return record.slice(RecordFormat.HEADER, (int) known).asReadOnlyBuffer();
        } catch (IOException e) {
            throw new StoreException(message(in, at, "it cannot be read: " + e), e);
        }
    }

    private static long tableLength(Segment in, long offset) throws IOException {
        var header = ByteBuffer.allocate(RecordFormat.HEADER);
        if (in.file.read(header, offset) < header.capacity() || !RecordFormat.plausible(header, 0)) return -1;
        return RecordFormat.length(header, 0);
    }

    private StoreException broken(@Nullable Segment in, long at, String why) {
        return new StoreException(message(in, at, why));
    }

    private String message(@Nullable Segment in, long at, String why) {
        var name = in != null ? in.file.name() : Segment.name(Handle.inBodies(at), Handle.number(at));
        return "a body of " + size + " octets in " + name + " at " + Handle.offset(at) + " is damaged: " + why;
    }
}
