package org.letterlock.imap.net;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A command as it stood on the wire, put together from its lines and literals. Grows with what has come. */
final class CommandImage {
    private static final int KEEP = 1024;
    private static final byte[] NOTHING = {};
    private byte[] octets = NOTHING;
    private int length;

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    void add(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
    }

    void add(ByteBuf more) {
        int n = more.readableBytes();
        room(n);
        more.getBytes(more.readerIndex(), octets, length, n);
        length += n;
    }

    void addCrlf() {
        room(2);
        octets[length++] = '\r';
        octets[length++] = '\n';
    }

    /** All of it; begins anew. */
    byte[] take() {
        var all = Arrays.copyOf(octets, length);
        clear();
        return all;
    }

    void clear() {
        length = 0;
        if (octets.length > KEEP) octets = NOTHING;
    }

    private void room(int more) {
        if (length + more > octets.length) octets = Arrays.copyOf(octets, Math.max(length + more, 2 * octets.length));
    }
}
