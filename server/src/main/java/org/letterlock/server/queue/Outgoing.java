package org.letterlock.server.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.letterlock.mailbox.Body;
import org.letterlock.smtp.client.Content;

/**
 * A stored message as it goes out: without the Return-Path that was put in front when it came in, since that is for the last
 * server on its way to write. RFC 5321, 4.4.
 */
final class Outgoing implements Content {
    private static final byte[] FIELD = "Return-Path:".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 1024;

    private final Body body;
    private final long from;

    private Outgoing(Body body, long from) {
        this.body = body;
        this.from = from;
    }

    static Outgoing of(Body body) {
        return new Outgoing(body, returnPath(body));
    }

    private static long returnPath(Body body) {
        long size = Math.min(LONGEST, body.size());
        for (long at = 0; at < size; ) {
            var piece = body.read(at, (int) (size - at));
            while (piece.hasRemaining()) {
                byte octet = piece.get();
                if (at < FIELD.length && octet != FIELD[(int) at]) return 0;
                at++;
                if (octet == '\n') return at;
            }
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
}
