package org.letterlock.mailbox.mime;

import java.io.InputStream;
import java.nio.ByteBuffer;
import org.letterlock.mailbox.Body;

/** A range of a body as a stream. */
final class BodyInput extends InputStream {
    private static final int CHUNK = 16 * 1024;
    private final Body body;
    private final long end;
    private long next;
    private ByteBuffer some = ByteBuffer.allocate(0);

    BodyInput(Body body, ByteRange range) {
        this.body = body;
        this.next = range.offset();
        this.end = range.end();
    }

    private boolean fill() {
        if (some.hasRemaining()) return true;
        if (next >= end) return false;
        some = body.read(next, (int) Math.min(CHUNK, end - next));
        next += some.remaining();
        return true;
    }

    @Override
    public int read() {
        return fill() ? some.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) return 0;
        if (!fill()) return -1;
        int n = Math.min(length, some.remaining());
        some.get(into, offset, n);
        return n;
    }
}
