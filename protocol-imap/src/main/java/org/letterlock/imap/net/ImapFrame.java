package org.letterlock.imap.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.grammar.LiteralMark;

/** What the decoder cuts the stream into. */
sealed interface ImapFrame {
    /**
     * A line.
     *
     * @param mark the literal it announces; null when there is none
     * @param paused the decoder waits to be told what comes next
     */
    record Line(org.letterlock.protocol.Line line, @Nullable LiteralMark mark, boolean paused) implements ImapFrame {}

    /** Some octets of a literal, to be released by who takes them. */
    final class Octets extends DefaultByteBufHolder implements ImapFrame {
        private final boolean last;

        Octets(ByteBuf octets, boolean last) {
            super(octets);
            this.last = last;
        }

        /** Whether the literal ends with these. */
        boolean isLast() {
            return last;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return this == o;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
