package org.letterlock.mailbox.disk;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file of the file system. A thread that is interrupted while it reads closes a channel for everybody; such a channel is
 * opened again, so that it stays one thread's affair.
 */
final class RealFile implements DiskFile {
    private final RealDisk disk;
    private final String name;
    private volatile FileChannel channel;
    private volatile boolean closed;
    private volatile @Nullable RandomAccessFile kept;

    RealFile(RealDisk disk, String name, FileChannel channel) {
        this.disk = disk;
        this.name = name;
        this.channel = channel;
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(FileChannel channel) throws IOException;
    }

    private <T> T with(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                var now = channel;
                try {
                    return work.on(now);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    reopen(now);
                } catch (ClosedChannelException e) {
                    if (closed) throw e;
                    reopen(now);
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private synchronized void reopen(FileChannel was) throws IOException {
        if (closed || kept != null) throw new ClosedChannelException();
        if (channel == was) channel = disk.reopen(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() throws IOException {
        var other = kept;
        return other != null ? other.length() : with(FileChannel::size);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int from = into.position();
        try {
            if (kept == null) return fromChannel(into, position);
        } catch (ClosedChannelException e) {
            if (kept == null) throw e;
        }
        return fromKept(into.position(from), position);
    }

    private int fromChannel(ByteBuffer into, long position) throws IOException {
        int from = into.position();
        return with(file -> {
            into.position(from);
            while (into.hasRemaining()) if (file.read(into, position + into.position() - from) < 0) break;
            return into.position() - from;
        });
    }

    private int fromKept(ByteBuffer into, long position) throws IOException {
        var file = kept;
        if (file == null) throw new ClosedChannelException();
        var octets = new byte[into.remaining()];
        int n = 0;
        synchronized (file) {
            file.seek(position);
            for (int more; n < octets.length; n += more) {
                more = file.read(octets, n, octets.length - n);
                if (more < 0) break;
            }
        }
        into.put(octets, 0, n);
        return n;
    }

    /** A channel that an interrupt closed could not be opened again without a name; of the two only the one file is left. */
    @Override
    public synchronized void keep() throws IOException {
        if (kept == null && !closed) kept = disk.keep(name);
    }

    @Override
    public void write(ByteBuffer octets, long position) throws IOException {
        int from = octets.position();
        with(file -> {
            octets.position(from);
            while (octets.hasRemaining())
                if (file.write(octets, position + octets.position() - from) == 0) throw new EOFException(name);
            return from;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        with(file -> {
            if (size > file.size()) file.write(ByteBuffer.wrap(new byte[1]), size - 1);
            else file.truncate(size);
            return size;
        });
    }

    @Override
    public void force() throws IOException {
        with(file -> {
            file.force(false);
            return name;
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            var other = kept;
            if (other != null) other.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
