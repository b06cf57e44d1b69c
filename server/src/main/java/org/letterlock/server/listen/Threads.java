package org.letterlock.server.listen;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one server: event loops that cut and join octets and never wait, workers that run commands, and threads
 * for TLS handshakes. All are daemons, all end with {@link #close}. Made by {@link #start}.
 */
public final class Threads implements AutoCloseable {
    private final EventLoopGroup eventLoops;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor handshakes;

    /**
     * How many.
     *
     * @param waitingHandshakes steps of handshakes that may wait for a thread; more connections are turned away
     */
    public record Numbers(int eventLoops, int workers, int handshakes, int waitingHandshakes) {
        public Numbers {
            if (eventLoops < 1 || workers < 1 || handshakes < 1 || waitingHandshakes < 1)
                throw new IllegalArgumentException("at least one thread of each kind");
        }

        /** For a machine with that many processors. */
        public static Numbers forProcessors(int processors) {
            return new Numbers(processors, Math.max(4, 2 * processors), Math.max(1, processors), 2000);
        }
    }

    private Threads(Numbers numbers) {
        eventLoops = new MultiThreadIoEventLoopGroup(numbers.eventLoops(), named("loop"), NioIoHandler.newFactory());
        // a session waits in the queue at most once, so connections bound it
        workers = pool(numbers.workers(), Integer.MAX_VALUE, named("worker"));
        handshakes = pool(numbers.handshakes(), numbers.waitingHandshakes(), named("handshake"));
    }

    public static Threads start(Numbers numbers) {
        return new Threads(numbers);
    }

    private static ThreadPoolExecutor pool(int threads, int waiting, ThreadFactory factory) {
        var pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Threads named {@code letterlock-PURPOSE}, daemons. */
    public static ThreadFactory named(String purpose) {
        return new DefaultThreadFactory("letterlock-" + purpose, true);
    }

    /** What reads and writes sockets. */
    public EventLoopGroup eventLoops() {
        return eventLoops;
    }

    /** Where commands run. */
    public Executor workers() {
        return workers;
    }

    /** Where TLS handshakes are computed; throws {@link java.util.concurrent.RejectedExecutionException} when too many wait. */
    public Executor handshakes() {
        return handshakes;
    }

    /** Runs {@code task}, which must be short, when {@code after} has passed. */
    public void later(Duration after, Runnable task) {
        eventLoops.next().schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs {@code task}, which must be short and fail never, again and again until the end. */
    public void every(Duration time, Runnable task) {
        eventLoops.next().scheduleAtFixedRate(task, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends all of them; what was begun is finished first, within {@code atMost} in all. No connection may be open any more.
     * May be called twice.
     */
    public void close(Duration atMost) {
        if (eventLoops.isShuttingDown()) return;
        long end = System.nanoTime() + atMost.toNanos();
        handshakes.shutdown();
        awaitEnd(handshakes, end);
        settleEventLoops(end); // the step in which a connection closed, to its end
        settleEventLoops(end); // what that step left to do: connections tell the workers that they are gone
        workers.shutdown();
        awaitEnd(workers, end);
        settleEventLoops(end); // and what the workers handed back
        eventLoops.shutdownGracefully(0, Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        try {
            if (!eventLoops.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS))
                workers.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    private static void awaitEnd(ThreadPoolExecutor pool, long end) {
        try {
            if (!pool.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) pool.shutdownNow();
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until each event loop has done what it had to do. */
    private void settleEventLoops(long end) {
        for (var loop : eventLoops) {
            try {
                loop.submit(() -> {}).await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
