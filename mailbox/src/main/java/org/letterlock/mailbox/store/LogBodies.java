package org.letterlock.mailbox.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.DiskBody;
import org.letterlock.mailbox.disk.SegmentLog;

/**
 * Bodies in a log, once there is one: while it is being read, mailboxes know their places only. As long as somebody has a
 * body, whoever asks for its place gets the same.
 */
final class LogBodies implements Bodies {
    private final Cache<Long, DiskBody> inUse =
            Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
    private volatile @Nullable SegmentLog log;

    void open(SegmentLog opened) {
        log = opened;
    }

    boolean own(Body body) {
        var known = log;
        return known != null && body instanceof DiskBody there && there.isOf(known);
    }

    @Override
    public long handle(Body body) {
        var there = (DiskBody) body;
        inUse.asMap().putIfAbsent(there.handle(), there);
        return there.handle();
    }

    @Override
    public Body at(long handle, long size) {
        var known = log;
        if (known == null) throw new StoreException("the store is not open yet");
        return inUse.get(handle, h -> known.body(h, size));
    }
}
