package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one dot-stuffed message as its octets come and gives out what it says. Only CRLF.CRLF ends it, in either mode;
 * a dot is removed only behind CRLF. What is given out does not depend on how the octets were cut on the way. One for
 * each message. RFC 5321, 4.5.2 and 2.3.8.
 */
public final class DotUnstuffer {
    private static final int SHARE_FROM = 1024; // pieces below are copied together when a line has to be cut
    private static final int COPY = 8 * 1024;

    private enum At {
        LINE_START,
        DOT, // at the start of a line; not given out
        DOT_CR, // neither is given out
        LINE,
        CR // given out
    }

    /** What is done about a CR or LF that stands alone. */
    public enum Strays {
        /** They are given out as they are and reported: whoever asked must refuse the message. */
        REFUSE,
        /** Each becomes CRLF; none is ever given out. They are reported as well. */
        NORMALISE
    }

    private final Strays strays;
    private At at = At.LINE_START;
    private boolean bareCr;
    private boolean bareLf;
    private boolean nul;
    private long octets;
    private @Nullable ByteBuf copied;

    public DotUnstuffer(Strays strays) {
        this.strays = strays;
    }

    /** A CR without LF was met. */
    public boolean bareCr() {
        return bareCr;
    }

    /** A LF without CR was met. */
    public boolean bareLf() {
        return bareLf;
    }

    /** U+0000 was met; it is given out. */
    public boolean nul() {
        return nul;
    }

    /** Octets given out so far. */
    public long octets() {
        return octets;
    }

    /**
     * Reads all of {@code in}, or up to the end of the message, and gives out its octets as buffers owned by the
     * receiver: slices of {@code in} where they are large.
     *
     * @return whether the end of the message was read; what follows is left in {@code in}
     */
    public boolean read(ByteBuf in, Consumer<? super ByteBuf> chunks) {
        int end = in.writerIndex();
        int from = in.readerIndex(); // of what is not given out yet
        int i = from;
        boolean done = false;
        while (i < end && !done) {
            switch (at) {
                case LINE_START -> {
                    if (in.getByte(i) == '.') {
                        give(in, from, i, chunks);
                        from = ++i;
                        at = At.DOT;
                    } else {
                        at = At.LINE;
                    }
                }
                case DOT -> {
                    if (in.getByte(i) == '\r') {
                        from = ++i;
                        at = At.DOT_CR;
                    } else {
                        at = At.LINE;
                    }
                }
                case DOT_CR -> {
                    if (in.getByte(i) == '\n') {
                        from = ++i;
                        done = true;
                    } else {
                        give('\r', in.alloc(), chunks);
                        at = At.CR;
                    }
                }
                case CR -> {
                    if (in.getByte(i) == '\n') {
                        i++;
                        at = At.LINE_START;
                    } else {
                        bareCr = true;
                        if (strays == Strays.NORMALISE) {
                            give(in, from, i, chunks);
                            from = i;
                            give('\n', in.alloc(), chunks);
                        }
                        at = At.LINE;
                    }
                }
                case LINE -> {
                    int next = special(in, i, end);
                    if (next < 0) {
                        i = end;
                    } else {
                        i = next + 1;
                        byte octet = in.getByte(next);
                        if (octet == '\r') {
                            at = At.CR;
                        } else if (octet == 0) {
                            nul = true;
                        } else {
                            bareLf = true;
                            if (strays == Strays.NORMALISE) {
                                give(in, from, next, chunks);
                                from = next;
                                give('\r', in.alloc(), chunks);
                            }
                        }
                    }
                }
            }
        }
        give(in, from, i, chunks);
        giveCopied(chunks);
        in.readerIndex(i);
        return done;
    }

    /** Where CR, LF or NUL comes first; -1 when none does. Looks at eight octets at a time. */
    private static int special(ByteBuf in, int from, int end) {
        int i = from;
        while (i < end) {
            if (end - i >= Long.BYTES) {
                long octets = in.getLongLE(i);
                long low = octets - 0x0E0E_0E0E_0E0E_0E0EL
                        & ~octets
                        & 0x8080_8080_8080_8080L; // the lowest bit: first of 0 to CR
                i += Long.numberOfTrailingZeros(low) / Byte.SIZE;
                if (low == 0) continue;
            }
            byte octet = in.getByte(i);
            if (octet == '\r' || octet == '\n' || octet == 0) return i;
            i++;
        }
        return -1;
    }

    private void give(ByteBuf in, int from, int to, Consumer<? super ByteBuf> chunks) {
        int length = to - from;
        if (length == 0) return;
        octets += length;
        if (length >= SHARE_FROM || (copied == null && to == in.writerIndex())) {
            giveCopied(chunks);
            chunks.accept(in.retainedSlice(from, length));
        } else {
            room(length, in.alloc(), chunks).writeBytes(in, from, length);
        }
    }

    private void give(char octet, ByteBufAllocator allocator, Consumer<? super ByteBuf> chunks) {
        octets++;
        room(1, allocator, chunks).writeByte(octet);
    }

    private ByteBuf room(int length, ByteBufAllocator allocator, Consumer<? super ByteBuf> chunks) {
        var buffer = copied;
        if (buffer != null && buffer.readableBytes() + length > COPY) {
            giveCopied(chunks);
            buffer = null;
        }
        if (buffer == null) {
            buffer = allocator.buffer(Math.max(length, 256), COPY);
            copied = buffer;
        }
        return buffer;
    }

    private void giveCopied(Consumer<? super ByteBuf> chunks) {
        var buffer = copied;
        if (buffer != null) {
            copied = null;
            chunks.accept(buffer);
        }
    }
}
