package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;

/** A record read from a file, its checksum right. {@code payload} is valid until the next is read. */
record FoundRecord(
        long offset, byte type, byte flags, int epoch, long lsn, long synced, int length, ByteBuffer payload) {
    /** Where the next one begins. */
    long end() {
        return offset + RecordFormat.stride(length);
    }

    boolean has(byte flag) {
        return (flags & flag) != 0;
    }
}
