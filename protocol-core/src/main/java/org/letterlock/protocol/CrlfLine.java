package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts lines out of what a {@link FrameDecoder} has received. Only CRLF ends a line; a bare LF or CR is a
 * {@link Line.Flaw} of the line it stands in. Looks at each octet once, however few of them come at a time, and never
 * lets more than the limit and its CRLF gather. The same octets give the same lines, however they were cut on the way.
 */
public final class CrlfLine {
    /** How much is kept of a line that is too long: enough for its verb or tag. */
    private static final int BEGINNING = 128;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final int maxLength;
    private int scanned; // octets past the reader index that hold no LF
    private boolean discarding;
    private boolean discardedCr;

    /** @param maxLength octets a line may have, without its CRLF */
    public CrlfLine(int maxLength) {
        this.maxLength = maxLength;
    }

    /** The next line; null when it is not all here. */
    public @Nullable Line cut(ByteBuf in) {
        return cut(in, maxLength);
    }

    /** The next line, where the limit differs from line to line; a line half here may be cut with another limit. */
    public @Nullable Line cut(ByteBuf in, int limit) {
        if (discarding && !discard(in)) return null;
        int start = in.readerIndex();
        int readable = in.readableBytes();
        int lf = in.indexOf(start + scanned, start + readable, LF);
        if (lf < 0) {
            scanned = readable;
            if (readable <= limit || (readable == limit + 1 && in.getByte(start + limit) == CR)) return null;
            var line = beginning(in, readable, limit, Line.Flaw.TOO_LONG);
            discardFrom(in, readable);
            return line;
        }
        boolean crlf = lf > start && in.getByte(lf - 1) == CR;
        int length = lf - start - (crlf ? 1 : 0);
        Line line;
        if (length > limit) line = beginning(in, length, limit, Line.Flaw.TOO_LONG);
        else if (!crlf) line = beginning(in, length, limit, Line.Flaw.BARE_LF);
        else line = whole(in, length);
        if (crlf) in.readerIndex(lf + 1);
        else discardFrom(in, lf + 1 - start);
        scanned = 0;
        return line;
    }

    /** Forgets a line half here. */
    public void reset() {
        scanned = 0;
        discarding = false;
        discardedCr = false;
    }

    private static Line whole(ByteBuf in, int length) {
        var octets = new byte[length];
        in.getBytes(in.readerIndex(), octets);
        var flaw = Line.Flaw.NONE;
        for (byte octet : octets) {
            if (octet == CR) flaw = Line.Flaw.BARE_CR;
            else if (octet == 0) flaw = Line.Flaw.NUL;
            else continue;
            break;
        }
        return new Line(octets, flaw);
    }

    private static Line beginning(ByteBuf in, int length, int limit, Line.Flaw flaw) {
        var octets = new byte[Math.min(length, Math.min(limit, BEGINNING))];
        in.getBytes(in.readerIndex(), octets);
        return new Line(octets, flaw);
    }

    private void discardFrom(ByteBuf in, int length) {
        discardedCr = in.getByte(in.readerIndex() + length - 1) == CR;
        in.skipBytes(length);
        scanned = 0;
        discarding = true;
    }

    /** Throws away up to the next CRLF; true when that was reached. */
    private boolean discard(ByteBuf in) {
        while (in.isReadable()) {
            int lf = in.indexOf(in.readerIndex(), in.writerIndex(), LF);
            if (lf < 0) {
                discardedCr = in.getByte(in.writerIndex() - 1) == CR;
                in.skipBytes(in.readableBytes());
                return false;
            }
            boolean crlf = lf > in.readerIndex() ? in.getByte(lf - 1) == CR : discardedCr;
            in.readerIndex(lf + 1);
            discardedCr = false;
            if (crlf) {
                discarding = false;
                return true;
            }
        }
        return false;
    }
}
