package org.letterlock.mailbox.disk;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * A file of the file system. A thread that is interrupted while it reads closes a channel for everybody; such a channel is
 * opened again, so that it stays one thread's affair.
 */
final class RealFile implements DiskFile {
    private final RealDisk disk;
    private final String name;
    private volatile FileChannel channel;
    private volatile boolean closed;

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
        if (closed) throw new ClosedChannelException();
        if (channel == was) channel = disk.reopen(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() throws IOException {
        return with(FileChannel::size);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int from = into.position();
        return with(file -> {
            into.position(from);
            while (into.hasRemaining()) if (file.read(into, position + into.position() - from) < 0) break;
            return into.position() - from;
        });
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
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
