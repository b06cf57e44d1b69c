package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;
import org.letterlock.mailbox.Body;

/**
 * A body in the log or in a body file. Each piece is checked against its checksum before it is given out. Holds its file
 * open.
 */
public final class DiskBody implements Body {
    /** Where it lies; positive. The same for the life of the file. */
    public long handle() {
        throw new UnsupportedOperationException();
    }

    /** Whether it came from this log. */
    public boolean isOf(SegmentLog log) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long crlfSize() {
        throw new UnsupportedOperationException();
    }
}
