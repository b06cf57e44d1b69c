package org.letterlock.smtp.client;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The octets of a message as they go out, header first: what a stored body gives, whichever store it lies in. Read again from the
 * start for each attempt, by one thread at a time, never on an event loop.
 */
public interface Content {
    /** An empty message. */
    Content NOTHING = new Content() {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            throw new IllegalArgumentException("it is empty");
        }
    };

    /** How many octets there are. */
    long size();

    /**
     * Some of the octets from {@code offset}: at least one and at most {@code length}; they never change afterwards. What it throws
     * ends the attempt before the message is whole.
     */
    ByteBuffer read(long offset, int length);

    /** All of it, where that can be had without waiting: then nothing is read. Also on an event loop. */
    default Optional<ByteBuffer> atHand() {
        return Optional.empty();
    }
}
