package org.letterlock.pop3.reply;

import java.nio.ByteBuffer;
import org.letterlock.mailbox.Body;
import org.letterlock.protocol.DotStuffer;
import org.letterlock.protocol.Output;

/**
 * One message on its way out as the lines of a multi-line answer: piece by piece, dot-stuffed, each line ended by CRLF
 * whatever it is stored with, and all of it or its header and the first lines of its body. RFC 1939, 3, 7 and 11.
 */
public final class MessageLines {
    private static final int PIECE = 32 * 1024;
    private static final long ALL = Long.MAX_VALUE;
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private final Body body;
    private final DotStuffer stuffer;
    private final boolean asStored; // only CRLF in it, and all of it is sent: no need to look for lines
    private final long bodyLines;
    private long offset;
    private long lines; // of the body, sent; -1: still in the header
    private boolean lineEmpty = true;
    private boolean lastWasCr;

    private MessageLines(Body body, long bodyLines, Output out) {
        this.body = body;
        this.bodyLines = bodyLines;
        this.asStored = bodyLines == ALL && body.crlfSize() == body.size();
        this.stuffer = new DotStuffer(out);
        this.lines = -1;
    }

    /** The whole message. */
    public static MessageLines all(Body body, Output out) {
        return new MessageLines(body, ALL, out);
    }

    /** Header, empty line, and {@code bodyLines} of what follows. */
    public static MessageLines top(Body body, long bodyLines, Output out) {
        return new MessageLines(body, bodyLines, out);
    }

    /** Whether the header has no octet above 0x7F. RFC 6532, 3.2. */
    public static boolean hasAsciiHeader(Body body) {
        boolean lineEmpty = true;
        byte last = LF;
        for (long at = 0; at < body.size(); ) {
            var piece = body.read(at, PIECE);
            at += piece.remaining();
            while (piece.hasRemaining()) {
                byte octet = piece.get();
                if (octet < 0) return false;
                if (octet == LF && lineEmpty) return true;
                if (octet == LF) lineEmpty = true;
                else if (octet != CR || last == CR) lineEmpty = false;
                last = octet;
            }
        }
        return true;
    }

    /** Writes some more, and at last the line with the dot; true when there is nothing left. */
    public boolean write() {
        if (offset < body.size()) {
            var piece = body.read(offset, PIECE);
            offset += piece.remaining();
            if (asStored) stuffer.write(piece);
            else if (!lines(piece)) offset = body.size();
        }
        if (offset < body.size()) return false;
        stuffer.end();
        return true;
    }

    /** False when the last line that was asked for has been written. */
    private boolean lines(ByteBuffer piece) {
        int end = piece.limit();
        int from = piece.position();
        boolean cr = lastWasCr;
        for (int i = from; i < end; i++) {
            byte octet = piece.get(i);
            if (octet == LF) {
                if (!cr) {
                    write(piece, from, i);
                    stuffer.write(ByteBuffer.wrap(new byte[] {CR, LF}));
                    from = i + 1;
                }
                if (lines >= 0) lines++;
                else if (lineEmpty) lines = 0;
                if (lines >= bodyLines) {
                    write(piece, from, i + 1);
                    return false;
                }
                lineEmpty = true;
            } else if (octet != CR || cr) { // only a CR before the LF leaves a line empty
                lineEmpty = false;
            }
            cr = octet == CR;
        }
        lastWasCr = cr;
        write(piece, from, end);
        return true;
    }

    private void write(ByteBuffer piece, int from, int to) {
        if (from < to) stuffer.write(piece.slice(from, to - from));
    }
}
