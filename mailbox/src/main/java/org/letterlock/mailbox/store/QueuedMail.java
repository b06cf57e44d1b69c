package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailQueue.Entry;
import org.letterlock.mailbox.MailQueue.Lease;

/** An entry of the engine's queue: its committed state for readers, its lock for writers, its lease. */
final class QueuedMail implements Comparable<QueuedMail> {
    private final StoredQueue queue;
    private final long id;
    private final @Nullable Body body; // null: handle says where
    private final long size;
    private volatile long handle;
    private final AtomicBoolean leased = new AtomicBoolean();
    private final Part<State> part = new Part<>(State.OUT);

    /** What its owner has to know of it, while it is in the queue. */
    record State(ByteBuffer octets, boolean in) {
        static final State OUT = new State(ByteBuffer.allocate(0), false);
    }

    QueuedMail(StoredQueue queue, long id, Body body) {
        this.queue = queue;
        this.id = id;
        this.size = body.size();
        var bodies = queue.bodies();
        this.body = bodies == null ? body : null;
        this.handle = bodies == null ? 0 : bodies.handle(body);
    }

    /** As the log says it. */
    QueuedMail(StoredQueue queue, long id, long size, long handle) {
        this.queue = queue;
        this.id = id;
        this.size = size;
        this.handle = handle;
        this.body = null;
    }

    long id() {
        return id;
    }

    Body body() {
        if (body != null) return body;
        var bodies = queue.bodies();
        if (bodies == null) throw new IllegalStateException("a body without a place");
        return bodies.at(handle, size);
    }

    long size() {
        return size;
    }

    /** Where the body is, when it is not in the heap. */
    long handle() {
        return handle;
    }

    void relocate(long to) {
        handle = to;
    }

    Part<State> part() {
        return part;
    }

    /** In the order of all changes. */
    void commit(State next) {
        part.commit(next);
        queue.committed(this, next.in());
    }

    /** Empty from the moment on in which it is out, though the queue may not have forgotten it yet. */
    Optional<Entry> entry() {
        var state = part.committed();
        return state.in() ? Optional.of(new Entry(id, body(), state.octets())) : Optional.empty();
    }

    Optional<Lease> lease() {
        if (!leased.compareAndSet(false, true)) return Optional.empty();
        var mine = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (mine.compareAndSet(true, false)) leased.set(false);
        });
    }

    @Override
    public int compareTo(QueuedMail other) {
        return Long.compare(id, other.id);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o; // ids are given once
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
