package org.letterlock.smtp.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import org.letterlock.protocol.Line;

/** What the decoder cuts the stream into. */
sealed interface SmtpFrame {
    /** A line outside a message. {@code paused}: nothing more is cut before the session has said what comes next. */
    record Command(Line line, boolean paused) implements SmtpFrame {}

    /** A BDAT whose size cannot be read, so that nobody knows where the next command begins. */
    record Unframed(Line line) implements SmtpFrame {}

    /** Octets of a message by DATA, without dot-stuffing, or of a chunk; to be released by who takes it. */
    final class Octets extends DefaultByteBufHolder implements SmtpFrame {
        final boolean chunk;

        Octets(ByteBuf octets, boolean chunk) {
            super(octets);
            this.chunk = chunk;
        }
    }

    /** The dot that ends a message, and what was wrong in it. */
    record Dot(boolean bareCr, boolean bareLf, boolean nul) implements SmtpFrame {}

    /** The end of a chunk. */
    enum Signal implements SmtpFrame {
        CHUNK_END,
        /** The client went on behind DATA, before it was told to. RFC 2920, 3.1. */
        OUT_OF_STEP,
        /** A line goes on far beyond the limit. */
        ENDLESS_LINE
    }
}
