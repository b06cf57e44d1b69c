package org.letterlock;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.letterlock.server.listen.Threads;
import org.letterlock.tls.TlsIdentity;

/**
 * An identity that few clients need and that takes a while to make: it is made on a thread of its own, when the first client
 * asks or when the server has run for a little while, so that a server that runs for long has it when it is asked for and
 * one that does not never pays for it. Ends with {@link #close}.
 */
final class LateIdentity implements Supplier<CompletableFuture<TlsIdentity>>, AutoCloseable {
    private static final Duration AT_THE_END = Duration.ofSeconds(2);

    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CompletableFuture<TlsIdentity> made = new CompletableFuture<>();
    private final Thread maker;

    /** @param unasked after how long it is made if nobody has asked */
    LateIdentity(Callable<TlsIdentity> how, Duration unasked) {
        maker = Threads.named("identity").newThread(() -> make(how, unasked));
        maker.setPriority(Thread.MIN_PRIORITY);
    }

    /** From now on it is made. */
    void start() {
        maker.start();
    }

    private void make(Callable<TlsIdentity> how, Duration unasked) {
        try {
            if (!wanted.await(unasked.toNanos(), TimeUnit.NANOSECONDS)) wanted.countDown();
            if (!made.isDone()) made.complete(how.call());
        } catch (Exception e) {
            made.completeExceptionally(e);
        }
    }

    /** Asks for it. Nothing is computed here. */
    @Override
    public CompletableFuture<TlsIdentity> get() {
        wanted.countDown();
        return made;
    }

    /** Makes none any more, and waits for the thread. */
    @Override
    public void close() {
        made.cancel(false);
        wanted.countDown();
        try {
            maker.join(AT_THE_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
