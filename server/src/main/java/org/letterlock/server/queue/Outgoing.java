package org.letterlock.server.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.letterlock.mailbox.Body;
import org.letterlock.smtp.client.Content;

/**
 * A stored message as it goes out: without the Return-Path that was put in front when it came in, since that is for the last
 * server on its way to write. RFC 5321, 4.4.
 */
final class Outgoing implements Content {
    private static final byte[] FIELD = "Return-Path:".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 1024;
    private static final int SMALL = 16 << 10;

    private final Body body;
    private final int from;
    private final Optional<ByteBuffer> whole; // of a small message, which is read but once

    private Outgoing(Body body, int from, Optional<ByteBuffer> whole) {
        this.body = body;
        this.from = from;
        this.whole = whole;
    }

    static Outgoing of(Body body) {
        boolean small = body.size() <= SMALL;
        var start = start(body, small ? SMALL : LONGEST);
        int from = returnPath(start);
        return new Outgoing(
                body,
                from,
                small
                        ? Optional.of(start.slice(start.position() + from, start.remaining() - from)
                                .asReadOnlyBuffer())
                        : Optional.empty());
    }

    /** The first {@code length} octets, or all. */
    private static ByteBuffer start(Body body, int length) {
        int size = (int) Math.min(length, body.size());
        var first = size == 0 ? ByteBuffer.allocate(0) : body.read(0, size);
        if (first.remaining() == size) return first;
        var all = ByteBuffer.allocate(size).put(first);
        while (all.hasRemaining()) all.put(body.read(all.position(), all.remaining()));
        return all.flip();
    }

    private static int returnPath(ByteBuffer start) {
        int size = Math.min(LONGEST, start.remaining());
        for (int at = 0; at < size; at++) {
            byte octet = start.get(start.position() + at);
            if (at < FIELD.length && octet != FIELD[at]) return 0;
            if (octet == '\n') return at + 1;
        }
        return 0;
    }

    @Override
    public long size() {
        return body.size() - from;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        return body.read(offset + from, length);
    }

    @Override
    public Optional<ByteBuffer> atHand() {
        return whole.map(ByteBuffer::duplicate);
    }
}
