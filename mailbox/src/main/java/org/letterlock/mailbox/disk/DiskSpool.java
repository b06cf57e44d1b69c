package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;
import org.letterlock.mailbox.BodySpool;

/**
 * Where a body goes while it arrives: up to 64 KiB stay in the heap, beyond that chunks go to a body file as they fill.
 * Past its limit it counts what comes and keeps nothing.
 */
public final class DiskSpool implements BodySpool {
    @Override
    public void write(ByteBuffer octets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException();
    }

    /**
     * The whole body, with its handle. A small one is in the order of the log from here on, a large one is written; both
     * are on stable storage before any commit that is submitted later. A body over the limit has {@code handle() == 0}
     * and cannot be read.
     */
    @Override
    public DiskBody finish() {
        throw new UnsupportedOperationException();
    }

    /** Until this, the file of the finished body cannot be retired. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
