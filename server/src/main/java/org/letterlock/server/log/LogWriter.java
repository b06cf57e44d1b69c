package org.letterlock.server.log;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes the lines of one server's log and waits for whatever they are written to, so that no connection has to:
 * who has something to say hands it over and goes on. Lines stay in order. Thread-safe.
 */
public final class LogWriter implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    /** What waits for a slow disk at most; what comes then is counted and left out. */
    static final int WAITING = 10_000;

    /** How long the end waits for what is still to be written. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    /** How long lines may gather before somebody looks. */
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final BlockingQueue<Optional<Runnable>> waiting = new ArrayBlockingQueue<>(WAITING); // empty: the end
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writer;
    private volatile Runnable flush = () -> {};
    private volatile boolean closed;

    /** @param threads makes the thread that writes */
    public LogWriter(ThreadFactory threads) {
        writer = threads.newThread(this::writeAll);
        writer.start();
    }

    /** {@code flush} runs on the thread whenever nothing waits, and at the end. */
    void whenIdle(Runnable flush) {
        this.flush = flush;
    }

    /** Has {@code line} written soon; left out, and counted, when too many wait or this is closed. */
    @Override
    public void execute(Runnable line) {
        if (closed || !waiting.offer(Optional.of(line))) leftOut.incrementAndGet();
    }

    private void writeAll() {
        try {
            for (var line = waiting.take(); line.isPresent(); line = next()) {
                write(line.get());
                long missing = leftOut.getAndSet(0);
                if (missing > 0) LOG.warn("{} lines were left out: there were too many to write", missing);
            }
        } catch (InterruptedException e) {
            LOG.error("nothing is written about connections any more: interrupted");
        }
        flush.run();
    }

    private static void write(Runnable line) {
        try {
            line.run();
        } catch (RuntimeException e) {
            LOG.error("a line could not be written", e);
        }
    }

    /**
     * Flushes before it waits, and not before. A moment after each flush nobody needs to wake this thread: where connections come
     * one after the other, waking it for each costs as much as the line.
     */
    private Optional<Runnable> next() throws InterruptedException {
        var line = waiting.poll();
        if (line != null) return line;
        flush.run();
        TimeUnit.MILLISECONDS.sleep(MOMENT.toMillis());
        line = waiting.poll();
        return line != null ? line : waiting.take();
    }

    /** Writes what there is to write, and ends; a disk that does not answer is waited for no longer than {@link #LAST_LINES}. */
    @Override
    public void close() {
        closed = true;
        try {
            if (waiting.offer(Optional.empty(), LAST_LINES.toMillis(), TimeUnit.MILLISECONDS))
                writer.join(LAST_LINES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
