package org.letterlock.mailbox.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The measure for the store: blocks written to a pre-zeroed file, one {@code fdatasync} for all that wait, and nothing
 * else. What a disk can do for a group commit, not what a store must do besides.
 */
final class RawGroupCommit implements AutoCloseable {
    private static final int SIZE = 64 << 20;
    private static final Waiting END = new Waiting(ByteBuffer.allocate(0), new CompletableFuture<>());
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Path path;
    private final FileChannel file;
    private final Thread committer = new Thread(this::commit, "raw-commit");
    private long at;

    private record Waiting(ByteBuffer block, CompletableFuture<Void> durable) {}

    RawGroupCommit(Path folder) throws IOException {
        path = folder.resolve("raw");
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var zeros = ByteBuffer.allocateDirect(1 << 20);
        for (int i = 0; i < SIZE >> 20; i++) {
            file.write(zeros.clear(), (long) i << 20);
        }
        file.force(true);
        committer.start();
    }

    /** Returns when the block is on the disk. */
    void append(ByteBuffer block) {
        var waiting = new Waiting(block, new CompletableFuture<>());
        queue.add(waiting);
        waiting.durable().join();
    }

    private void commit() {
        var batch = new ArrayList<Waiting>();
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, 255);
                if (batch.remove(END)) return;
                write(batch);
                batch.forEach(waiting -> waiting.durable().complete(null));
                batch.clear();
            }
        } catch (IOException e) {
            batch.forEach(waiting -> waiting.durable().completeExceptionally(new UncheckedIOException(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Waiting> batch) throws IOException {
        var blocks = batch.stream().map(Waiting::block).toArray(ByteBuffer[]::new);
        long octets = 0;
        for (var block : blocks) octets += block.remaining();
        if (at + octets > SIZE) at = 0; // over what was there: no different for the disk
        file.position(at);
        for (long written = 0; written < octets; ) written += file.write(blocks);
        at += octets;
        file.force(false);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        queue.add(END);
        committer.join();
        file.close();
        Files.delete(path);
    }
}
