package org.letterlock.protocol;

import java.nio.ByteBuffer;

/**
 * Writes one message as a dot-stuffed multi-line answer, piece by piece, and its end. A dot is put before each dot that
 * begins a line; a line begins behind a LF, also a bare one: a client that takes LF for a line's end must not find the
 * end of the answer inside a message. RFC 1939, 3.
 */
public final class DotStuffer {
    private final Output out;
    private byte last = '\n';
    private byte lastButOne = '\r';

    public DotStuffer(Output out) {
        this.out = out;
    }

    /** The next octets of the message, all that remain in {@code piece}; they must never change afterwards. */
    public void write(ByteBuffer piece) {
        int end = piece.limit();
        int from = piece.position();
        if (from == end) return;
        byte before = last;
        for (int i = from; i < end; i++) {
            byte octet = piece.get(i);
            if (octet == '.' && before == '\n') {
                run(piece, from, i);
                out.octet('.');
                from = i;
            }
            before = octet;
        }
        lastButOne = end - piece.position() > 1 ? piece.get(end - 2) : last;
        last = before;
        run(piece, from, end);
        piece.position(end);
    }

    /** The CRLF that the message lacks, if it does, and the line with the dot. */
    public void end() {
        if (last != '\n' || lastButOne != '\r') out.crlf();
        out.octet('.').crlf();
    }

    private void run(ByteBuffer piece, int from, int to) {
        if (from < to) out.shared(piece.slice(from, to - from));
    }
}
