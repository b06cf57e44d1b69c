package org.letterlock.smtp.client;

import java.nio.ByteBuffer;

/**
 * The octets of a message as they go out, header first: what a stored body gives, whichever store it lies in. Read again from the
 * start for each attempt, by one thread at a time, never on an event loop.
 */
public interface Content {
    /** How many octets there are. */
    long size();

    /**
     * Some of the octets from {@code offset}: at least one and at most {@code length}; they never change afterwards. What it throws
     * ends the attempt before the message is whole.
     */
    ByteBuffer read(long offset, int length);
}
