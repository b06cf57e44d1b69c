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

    /**
     * Length in octets when every line, the last one too, ends in CRLF: what POP3 counts and sends (RFC 1939, 11). Equal
     * to {@link #size()} for a body that is so already. Reads the whole body, unless a store counted as it came in.
     *
     * @throws StoreException when the octets cannot be read or fail their checksum
     */
    default long crlfSize() {
        long size = size();
        long bare = 0;
        byte last = '\n';
        for (long at = 0; at < size; ) {
            var piece = read(at, 64 * 1024);
            at += piece.remaining();
            while (piece.hasRemaining()) {
                byte octet = piece.get();
                if (octet == '\n' && last != '\r') bare++;
                last = octet;
            }
        }
        return size + bare + (last == '\n' ? 0 : 2);
    }
}
