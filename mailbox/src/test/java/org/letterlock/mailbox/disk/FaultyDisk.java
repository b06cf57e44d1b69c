package org.letterlock.mailbox.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk on which a test may refuse, hold up or count everything, before it is done. */
public final class FaultyDisk implements Disk {
    public enum Kind {
        OPEN,
        CREATE,
        RENAME,
        DELETE,
        SYNC_DIRECTORY,
        READ,
        WRITE,
        TRUNCATE,
        FORCE;

        /** Whether the disk looks different after it. */
        public boolean changes() {
            return this != OPEN && this != READ;
        }
    }

    /** What is asked before anything is done: may wait, throw, or end the process. */
    @FunctionalInterface
    public interface Fault {
        /** Throws, waits, or lets it be done. @param file its name; of a rename the old one; empty for the directory */
        void before(Kind kind, String file) throws IOException;
    }

    /** Thrown by a fault when half of a write is to be done before it fails. */
    public static final class TornWrite extends IOException {
        private static final long serialVersionUID = 1;

        public TornWrite() {
            super("Input/output error");
        }
    }

    private final Disk disk;
    private volatile Fault fault;
    private volatile long free = -1;

    public FaultyDisk(Disk disk, Fault fault) {
        this.disk = disk;
        this.fault = fault;
    }

    public void set(Fault next) {
        fault = next;
    }

    /** Nothing goes wrong from now on. */
    public void heal() {
        fault = (kind, file) -> {};
        free = -1;
    }

    /** What it says is free from now on; -1: the truth. Writes go on as before. */
    public void setFree(long octets) {
        free = octets;
    }

    public static IOException noSpace() {
        return new IOException("No space left on device");
    }

    public static IOException inputOutputError() {
        return new IOException("Input/output error");
    }

    /** The {@code n}th time (from 1) that {@code kind} is done to a file of which the name begins so, it fails. Once. */
    public static Fault nth(Kind kind, String prefix, int n, IOException with) {
        var left = new AtomicInteger(n);
        return (k, file) -> {
            if (k == kind && file.startsWith(prefix) && left.decrementAndGet() == 0) throw with;
        };
    }

    @Override
    public String name() {
        return disk.name();
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String file) throws IOException {
        fault.before(Kind.OPEN, file);
        return new FaultyFile(disk.open(file));
    }

    @Override
    public DiskFile create(String file) throws IOException {
        fault.before(Kind.CREATE, file);
        return new FaultyFile(disk.create(file));
    }

    @Override
    public void rename(String file, String to) throws IOException {
        fault.before(Kind.RENAME, file);
        disk.rename(file, to);
    }

    @Override
    public void delete(String file) throws IOException {
        fault.before(Kind.DELETE, file);
        disk.delete(file);
    }

    @Override
    public void syncDirectory() throws IOException {
        fault.before(Kind.SYNC_DIRECTORY, "");
        disk.syncDirectory();
    }

    @Override
    public long freeSpace() throws IOException {
        return free >= 0 ? free : disk.freeSpace();
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class FaultyFile implements DiskFile {
        private final DiskFile file;

        FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            fault.before(Kind.READ, name());
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            try {
                fault.before(Kind.WRITE, name());
            } catch (TornWrite e) {
                file.write(from.slice(from.position(), from.remaining() / 2), position);
                throw e;
            }
            file.write(from, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            fault.before(Kind.TRUNCATE, name());
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            fault.before(Kind.FORCE, name());
            file.force();
        }

        @Override
        public void keep() throws IOException {
            file.keep();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
