package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A directory of the file system, 0700, all files in it 0600, none opened through a link, held by one process alone. */
public final class RealDisk implements Disk {
    private RealDisk() {}

    /**
     * Takes the directory, making it when it is not there.
     *
     * @throws IOException when another process has it (naming its pid), when it is a link, or others may write to it
     */
    public static RealDisk open(Path directory) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> list() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public DiskFile open(String file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public DiskFile create(String file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(String file, String to) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String file) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void syncDirectory() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long freeSpace() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
