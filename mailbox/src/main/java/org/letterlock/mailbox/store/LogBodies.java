package org.letterlock.mailbox.store;

import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.DiskBody;
import org.letterlock.mailbox.disk.SegmentLog;

/** Bodies in a log, once there is one: while it is being read, mailboxes know their places only. */
final class LogBodies implements Bodies {
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
        return ((DiskBody) body).handle();
    }

    @Override
    public Body at(long handle, long size) {
        var known = log;
        if (known == null) throw new StoreException("the store is not open yet");
        return known.body(handle, size);
    }
}
