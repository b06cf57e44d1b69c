package org.letterlock.mailbox.disk;

import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.mailbox.StoreException;

/** The heap that all messages arriving now may have together. */
final class SpoolRoom {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    SpoolRoom(long most) {
        this.most = most;
    }

    void take(long octets) {
        if (taken.addAndGet(octets) <= most) return;
        taken.addAndGet(-octets);
        throw new StoreException("no room for more unfinished messages");
    }

    void release(long octets) {
        taken.addAndGet(-octets);
    }

    long taken() {
        return taken.get();
    }
}
