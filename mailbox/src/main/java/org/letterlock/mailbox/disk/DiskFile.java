package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file of a {@link Disk}. Positions are given with each call; there is none of its own. Thread-safe. */
public interface DiskFile extends AutoCloseable {
    String name();

    long size() throws IOException;

    /** Reads until {@code into} is full or the file ends; how much that was. */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes all that remains in {@code from}; the file grows when it must. On stable storage after {@link #force()}. */
    void write(ByteBuffer from, long position) throws IOException;

    /** Cuts the file, or lets it grow with zeros, to {@code size}. */
    void truncate(long size) throws IOException;

    /** Waits until the octets, and the size, are on stable storage. After a failure nobody knows what is. */
    void force() throws IOException;

    /** Its name is going to be deleted: it can be read until it is closed, whatever becomes of threads that read it. */
    void keep() throws IOException;

    @Override
    void close();
}
