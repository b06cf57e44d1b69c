package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;

/** A body in the heap: read-only buffers one behind the other, each read without copying. */
final class HeapBody implements Body {
    private final MemoryStore store;
    private final long size;
    private final ByteBuffer[] chunks;
    private final long[] offsets; // of each chunk's first octet
    private volatile long crlfSize = -1; // not counted yet

    /** {@code chunks} may hold less than {@code size} when that was too much to keep: such a body cannot be read. */
    HeapBody(MemoryStore store, long size, List<ByteBuffer> chunks) {
        this.store = store;
        this.size = size;
        this.chunks = new ByteBuffer[chunks.size()];
        this.offsets = new long[chunks.size()];
        long offset = 0;
        for (int i = 0; i < this.chunks.length; i++) {
            this.chunks[i] = chunks.get(i).asReadOnlyBuffer();
            offsets[i] = offset;
            offset += this.chunks[i].limit();
        }
    }

    boolean isOf(MemoryStore other) {
        return store == other;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        if (offset < 0 || offset >= size || length <= 0)
            throw new IndexOutOfBoundsException(length + " octets from " + offset + " of " + size);
        if (chunks.length == 0) throw new StoreException("a body over the store's message size is not kept");
        int chunk = 0;
        if (chunks.length > 1) {
            int at = Arrays.binarySearch(offsets, offset);
            chunk = at >= 0 ? at : -at - 2;
        }
        int from = (int) (offset - offsets[chunk]);
        return chunks[chunk].slice(from, Math.min(length, chunks[chunk].limit() - from));
    }

    @Override
    public long crlfSize() {
        long known = crlfSize;
        if (known < 0) {
            known = Body.super.crlfSize();
            crlfSize = known;
        }
        return known;
    }
}
