package org.letterlock.smtp.message;

import java.nio.ByteBuffer;

/**
 * Looks through the octets of a message that came by BDAT for a CR or LF that stands alone, and for NUL; makes CRLF of the
 * former if that is wanted. What {@link org.letterlock.protocol.DotUnstuffer} does for DATA. RFC 5321, 2.3.8.
 */
final class Newlines {
    private final boolean normalise;
    private boolean behindCr;
    private boolean bareCr;
    private boolean bareLf;
    private boolean nul;

    Newlines(boolean normalise) {
        this.normalise = normalise;
    }

    /** The same octets; when some were put in, in a new buffer. */
    ByteBuffer read(ByteBuffer in) {
        int end = in.limit();
        ByteBuffer copy = null;
        int from = in.position(); // of what is not copied yet
        for (int i = from; i < end; i++) {
            byte c = in.get(i);
            boolean lone = behindCr ? c != '\n' : c == '\n';
            if (lone) {
                if (behindCr) bareCr = true;
                else bareLf = true;
                if (normalise) {
                    if (copy == null) copy = ByteBuffer.allocate(2 * in.remaining());
                    copy.put(in.slice(from, i - from)).put((byte) (behindCr ? '\n' : '\r'));
                    from = i;
                }
            }
            nul |= c == 0;
            behindCr = c == '\r';
        }
        if (copy == null) return in;
        return copy.put(in.slice(from, end - from)).flip();
    }

    /** The message ends here; whether with a CR that lacks its LF. */
    boolean end() {
        bareCr |= behindCr;
        return behindCr;
    }

    boolean bareCr() {
        return bareCr;
    }

    boolean bareLf() {
        return bareLf;
    }

    boolean nul() {
        return nul;
    }
}
