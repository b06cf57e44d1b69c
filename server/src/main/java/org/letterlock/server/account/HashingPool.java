package org.letterlock.server.account;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where passwords are hashed: few threads, a bounded queue, and one turn after another for each source network, so that
 * one that tries a thousand passwords delays itself and not the others. Thread-safe; ends with {@link #close()}.
 */
public final class HashingPool implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final int capacity;
    private final int capacityOfOne;
    private final Map<String, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>(); // guarded by this
    private int waitingTotal; // guarded by this

    /**
     * @param threads how many passwords are hashed at the same time
     * @param capacity how many wait at most
     * @param capacityOfOne how many wait at most from one source network
     */
    public HashingPool(int threads, int capacity, int capacityOfOne, ThreadFactory factory) {
        this.threads =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        this.threads.allowCoreThreadTimeOut(true);
        this.capacity = capacity;
        this.capacityOfOne = capacityOfOne;
    }

    /** Runs {@code work} when it is the turn of {@code source}; empty when too many wait already. */
    public <T> Optional<CompletionStage<T>> submit(InetAddress source, Supplier<T> work) {
        var result = new CompletableFuture<T>();
        var network = network(source);
        synchronized (this) {
            if (waitingTotal >= capacity || threads.isShutdown()) return Optional.empty();
            var own = waiting.computeIfAbsent(network, n -> new ArrayDeque<>());
            if (own.size() >= capacityOfOne) return Optional.empty();
            own.add(() -> {
                try {
                    result.complete(work.get());
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
            waitingTotal++;
            threads.execute(this::runNext);
        }
        return Optional.of(result);
    }

    private void runNext() {
        Runnable next;
        synchronized (this) {
            var first = waiting.entrySet().iterator().next(); // each task was announced by one execute
            waiting.remove(first.getKey());
            next = first.getValue().remove();
            if (!first.getValue().isEmpty()) waiting.put(first.getKey(), first.getValue()); // behind the others
            waitingTotal--;
        }
        next.run();
    }

    /** An IPv4 address, or the first 64 bits of an IPv6 address. */
    private static String network(InetAddress source) {
        var address = source.getAddress();
        return HexFormat.of().formatHex(address.length == 4 ? address : Arrays.copyOf(address, 8));
    }

    /** Waits for what is being hashed; what waits is hashed as well. */
    @Override
    public synchronized void close() {
        threads.shutdown();
    }

    /** Whether all threads ended in time after {@link #close()}. */
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        return threads.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
