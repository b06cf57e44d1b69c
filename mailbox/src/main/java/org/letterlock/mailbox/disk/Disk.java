package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.util.List;

/**
 * One directory of files, flat, that belongs to one store alone. Every effect on the disk goes through here, so that a
 * test can write it down, lose it or make it fail. Thread-safe.
 */
public interface Disk extends AutoCloseable {
    /** Where it is, for messages to people. */
    String name();

    /** The names of all files, in order. */
    List<String> list() throws IOException;

    /** Opens a file that is there, to read and write. @throws java.nio.file.NoSuchFileException when it is not */
    DiskFile open(String file) throws IOException;

    /** Makes a file that is not there yet. It survives a crash from the next {@link #syncDirectory()} on. */
    DiskFile create(String file) throws IOException;

    /** Gives a file another name; a file of that name is replaced, at once. Survives as {@link #create} does. */
    void rename(String file, String to) throws IOException;

    /** Takes a file's name away; who has it open may still read. Survives as {@link #create} does. */
    void delete(String file) throws IOException;

    /** Waits until all names are on stable storage as they are now. */
    void syncDirectory() throws IOException;

    /** Octets that can still be written here. */
    long freeSpace() throws IOException;

    /** Another store may have the directory now. */
    @Override
    void close();
}
