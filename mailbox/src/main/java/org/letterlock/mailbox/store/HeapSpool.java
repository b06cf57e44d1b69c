package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.StoreException;

/**
 * Gathers a body in the heap, in chunks that grow with what has arrived, never with what was announced. Past the
 * store's message size it counts what comes and keeps nothing: the append says so to its client. Past the room for all
 * spools of the store it ends, and gives back what it has.
 */
final class HeapSpool implements BodySpool {
    private static final int FIRST = 4 * 1024;
    private static final int LARGEST = 1024 * 1024;
    private static final int JOINED = 256 * 1024; // bodies up to this size are one piece
    private final MemoryStore store;
    private final long limit;
    private final List<ByteBuffer> full = new ArrayList<>();
    private byte[] current = {};
    private int used;
    private long size;
    private long reserved; // of the store's room for spools
    private @Nullable Body finished;
    private boolean closed;

    HeapSpool(MemoryStore store, long limit) {
        this.store = store;
        this.limit = limit;
    }

    @Override
    public void write(ByteBuffer octets) {
        if (closed || finished != null) throw new StoreException("this spool takes no more");
        int more = octets.remaining();
        size += more;
        if (size > limit) {
            octets.position(octets.limit());
            forget();
            return;
        }
        if (!store.reserveSpool(more)) {
            close();
            throw new StoreException("no room for more unfinished messages");
        }
        reserved += more;
        while (octets.hasRemaining()) {
            if (used == current.length) grow();
            int n = Math.min(octets.remaining(), current.length - used);
            octets.get(current, used, n);
            used += n;
        }
    }

    private void grow() {
        if (full.isEmpty() && current.length < JOINED) {
            current = Arrays.copyOf(current, (int)
                    Math.min(JOINED, Math.max(FIRST, Math.max(size, current.length * 2L))));
            return;
        }
        full.add(ByteBuffer.wrap(current, 0, used));
        current = new byte[(int) Math.min(LARGEST, Math.max(JOINED, size / 2))];
        used = 0;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Body finish() {
        if (closed) throw new StoreException("this spool is closed");
        var body = finished;
        if (body != null) return body;
        if (used > 0) {
            boolean wasteful = current.length - used > used / 8;
            full.add(ByteBuffer.wrap(wasteful ? Arrays.copyOf(current, used) : current, 0, used));
        }
        body = new HeapBody(store, size, full);
        finished = body;
        current = new byte[0];
        return body;
    }

    @Override
    public void close() {
        closed = true;
        forget();
    }

    private void forget() {
        full.clear();
        current = new byte[0];
        used = 0;
        store.releaseSpool(reserved);
        reserved = 0;
    }
}
