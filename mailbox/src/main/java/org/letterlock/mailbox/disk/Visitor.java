package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;

/** Who hears what stands in one file, in the order in which it lies there. */
public interface Visitor {
    /** The operations of a commit that begins in this file, whole. {@code payload} is valid during the call only. */
    default void ops(long lsn, ByteBuffer payload) {}

    /** A body that {@code handle} names, with its checksum right (of a large one: that of its table). */
    default void body(long handle, long size) {}

    /** Octets that cannot be believed. */
    default void damaged(String file, long offset, long length, String why) {}
}
