package org.letterlock.mailbox;

import java.nio.ByteBuffer;

/**
 * The octets of one message as they were stored, never changed. Safe for use by many threads. The same body may stand
 * behind several messages.
 */
public interface Body {
    /** Length in octets: RFC822.SIZE. */
    long size();

    /**
     * Some of the octets from {@code offset}: at least one and at most {@code length}, read-only, without copying where
     * the store can.
     *
     * @throws StoreException when the octets cannot be read or fail their checksum
     * @throws IndexOutOfBoundsException when {@code offset} is not below {@link #size()} or {@code length} not positive
     */
    ByteBuffer read(long offset, int length);
}
