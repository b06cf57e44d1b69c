package org.letterlock.mailbox.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One value that changes whole: committed for readers, who need no lock, and sequenced for writers, who hold the lock.
 * The two differ while changes are on their way to stable storage, so that many changes of one mailbox share one sync.
 */
class Part<T> {
    private final Lock lock = new ReentrantLock();
    private volatile @Nullable T committed; // null: who is more than this has it
    private @Nullable T sequenced; // by the last change; under the lock
    private @Nullable CompletableFuture<Boolean> settled; // that change

    Part(T committed) {
        this.committed = committed;
    }

    /** Of one that overrides {@link #committed} and {@link #commit}. */
    Part() {
        this.committed = null;
    }

    Lock lock() {
        return lock;
    }

    /** What readers see. */
    T committed() {
        var value = committed;
        if (value == null) throw new IllegalStateException("no value");
        return value;
    }

    /** What the next change builds on, under the lock: what the last one made of it, unless that failed. */
    T sequenced() {
        var newest = sequenced;
        return newest == null || pending() == null ? committed() : newest;
    }

    /** Whether the last change of this value is durable, while that is not known; under the lock. */
    @Nullable
    CompletableFuture<Boolean> pending() {
        if (settled != null && settled.isDone()) {
            settled = null; // durable: committed is the same value; failed: it is what was before
            sequenced = null;
        }
        return settled;
    }

    /** Under the lock, when {@code by} has its place in the order of all changes. */
    void sequence(T next, Change by) {
        sequenced = next;
        settled = by.settled();
    }

    /** In the order of all changes. */
    void commit(T next) {
        committed = next;
    }
}
