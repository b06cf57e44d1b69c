package org.letterlock.mailbox.store;

import org.letterlock.mailbox.Body;

/** How a store that keeps bodies outside the heap names them in its tables. Thread-safe; neither method reads a body. */
interface Bodies {
    /** Where the store has that body, which is one of its own: always the same for the same body, above 0. */
    long handle(Body body);

    /** The body of {@code size} octets that {@code handle} names. */
    Body at(long handle, long size);
}
