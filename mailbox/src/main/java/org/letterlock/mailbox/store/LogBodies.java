package org.letterlock.mailbox.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.DiskBody;
import org.letterlock.mailbox.disk.DiskSpool;
import org.letterlock.mailbox.disk.SegmentLog;

/**
 * Bodies in a log, once there is one: while it is being read, mailboxes know their places only. As long as somebody has a
 * body, whoever asks for its place gets the same.
 */
final class LogBodies implements Bodies {
    private static final int REMEMBERED = 500_000; // moves, for those who have an old view of a mailbox
    private final Cache<Long, DiskBody> inUse =
            Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
    private final Map<Long, Long> moved = new ConcurrentHashMap<>(); // where bodies are now that were elsewhere
    private final List<DiskSpool> late = new ArrayList<>(); // bodies that were moved one by one; under its own lock
    private volatile LongPredicate leaving = handle -> false;
    private volatile @Nullable SegmentLog log;

    void open(SegmentLog opened) {
        log = opened;
    }

    boolean own(Body body) {
        var known = log;
        return known != null && body instanceof DiskBody there && there.isOf(known);
    }

    /** From now on no mailbox gets a body in files that are going to be deleted: it is given where it is moved to. */
    void leave(LongPredicate files) {
        leaving = files;
    }

    /** The body at {@code from} is at {@code to} as well. */
    void moved(long from, long to) {
        moved.put(from, to);
    }

    /** The files are deleted, or stay after all. */
    void left() {
        leaving = handle -> false;
        if (moved.size() > REMEMBERED) moved.keySet().removeIf(from -> inUse.getIfPresent(from) == null);
        synchronized (late) {
            late.forEach(DiskSpool::close);
            late.clear();
        }
    }

    /** Where the body is that was there. */
    long now(long handle) {
        long at = handle;
        for (var to = moved.get(at); to != null; to = moved.get(at)) at = to;
        return at;
    }

    @Override
    public long handle(Body body) {
        var there = (DiskBody) body;
        long at = now(there.handle());
        if (leaving.test(at)) return moveNow(there, at);
        if (at == there.handle()) inUse.asMap().putIfAbsent(at, there);
        return at;
    }

    /** No mailbox has it, so nobody moved it, but somebody has it in his hands. */
    private long moveNow(DiskBody body, long at) {
        var known = log;
        if (known == null) throw new StoreException("the store is not open yet");
        synchronized (late) {
            var again = now(at);
            if (again != at) return again;
            var spool = known.copy(body);
            late.add(spool);
            moved(at, spool.finish().handle());
            return now(at);
        }
    }

    @Override
    public Body at(long handle, long size) {
        var known = log;
        if (known == null) throw new StoreException("the store is not open yet");
        return inUse.get(now(handle), h -> known.body(h, size));
    }
}
