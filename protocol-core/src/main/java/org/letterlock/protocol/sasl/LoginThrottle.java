package org.letterlock.protocol.sasl;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Network;

/**
 * Slows down guessing by source network, over all protocols together: a refusal is told late, and the next attempt from
 * there is looked at no sooner, so that hanging up does not help. Accounts are never locked, and a user who has logged in
 * from a network before is counted there apart from the rest of it. No thread waits. Thread-safe.
 */
public final class LoginThrottle implements Authenticator {
    private final Authenticator behind;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Later later;
    private final Map<Source, Penalty> networks; // guarded by this
    private final Map<Source, Penalty> regulars; // guarded by this

    /** Runs a task when a time has passed, on a thread that may be used for short work. */
    @FunctionalInterface
    public interface Later {
        void run(Duration after, Runnable task);
    }

    /**
     * How guessing is slowed down.
     *
     * @param first the delay after the first refusal; it doubles with each
     * @param longest the delay it grows to; an attempt that would have to wait longer is not looked at
     * @param forget after how long without a refusal all is forgotten
     * @param remembered how many networks, and how many users in networks, are remembered; the longest unseen go first
     * @param loopback whether clients on this machine are slowed down like others
     */
    public record Limits(Duration first, Duration longest, Duration forget, int remembered, boolean loopback) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(10), 16384, true);

        public Limits {
            if (first.isNegative() || longest.compareTo(first) < 0 || remembered < 1)
                throw new IllegalArgumentException("delays grow, and something is remembered");
        }

        /** The same, for clients on this machine too or not. */
        public Limits withLoopback(boolean slowedDown) {
            return new Limits(first, longest, forget, remembered, slowedDown);
        }

        long delay(int failures) {
            if (failures == 0) return 0;
            long doubled = first.toNanos() << Math.min(failures - 1, 20);
            return Math.min(doubled, longest.toNanos());
        }
    }

    /** @param nanoTime a clock that never steps, such as {@link System#nanoTime} */
    public LoginThrottle(Authenticator behind, Limits limits, LongSupplier nanoTime, Later later) {
        this.behind = behind;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.later = later;
        this.networks = bounded(limits.remembered());
        this.regulars = bounded(limits.remembered());
    }

    @Override
    public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
        if (exempt(origin)) return behind.verifyPassword(user, password, origin);
        Supplier<CompletionStage<Verdict>> check = () -> behind.verifyPassword(user, password, origin);
        return admitted(user, origin, check, new Verdict.Unavailable()).thenCompose(v -> counted(user, origin, v));
    }

    @Override
    public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
        if (exempt(origin)) return behind.scramKeys(user, origin);
        return admitted(user, origin, () -> behind.scramKeys(user, origin), null);
    }

    @Override
    public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
        var verdict = behind.scramFinished(user, proven, origin);
        return exempt(origin) ? verdict : verdict.thenCompose(v -> counted(user, origin, v));
    }

    @Override
    public boolean sameAccount(String account, String authzid) {
        return behind.sameAccount(account, authzid);
    }

    private boolean exempt(Origin origin) {
        return !limits.loopback() && origin.remote().isLoopbackAddress();
    }

    /** Runs {@code attempt} when its source may try again; when that is too far away, {@code otherwise}, late. */
    private <T> CompletionStage<T> admitted(
            String user, Origin origin, Supplier<CompletionStage<T>> attempt, @Nullable T otherwise) {
        long wait;
        synchronized (this) {
            var penalty = penalty(user, origin);
            wait = penalty == null ? 0 : penalty.reserve(nanoTime.getAsLong(), limits);
        }
        if (wait == 0) return attempt.get();
        long longest = limits.longest().toNanos();
        var result = new CompletableFuture<T>();
        later.run(Duration.ofNanos(Math.min(wait, longest)), () -> {
            if (wait <= longest) {
                attempt.get().whenComplete((value, failure) -> {
                    if (failure == null) result.complete(value);
                    else result.completeExceptionally(failure);
                });
            } else if (otherwise != null) {
                result.complete(otherwise);
            } else {
                result.completeExceptionally(new TooManyAttempts());
            }
        });
        return result;
    }

    /** Remembers what {@code verdict} means for the source, and passes it on: a refusal late. */
    private CompletionStage<Verdict> counted(String user, Origin origin, Verdict verdict) {
        long delay;
        synchronized (this) {
            if (verdict instanceof Verdict.Granted) {
                var penalty = penalty(user, origin);
                if (penalty != null) penalty.release(nanoTime.getAsLong());
                regulars.put(Source.of(origin.remote(), user), new Penalty());
                return CompletableFuture.completedFuture(verdict);
            }
            if (!(verdict instanceof Verdict.Refused)) return CompletableFuture.completedFuture(verdict);
            var penalty = penalty(user, origin);
            if (penalty == null) {
                penalty = new Penalty();
                networks.put(Source.of(origin.remote(), ""), penalty);
            }
            delay = penalty.failed(nanoTime.getAsLong(), limits);
        }
        if (delay == 0) return CompletableFuture.completedFuture(verdict);
        var result = new CompletableFuture<Verdict>();
        later.run(Duration.ofNanos(delay), () -> result.complete(verdict));
        return result;
    }

    /** What is held against {@code user} from there. */
    private @Nullable Penalty penalty(String user, Origin origin) {
        var regular = regulars.get(Source.of(origin.remote(), user));
        return regular != null ? regular : networks.get(Source.of(origin.remote(), ""));
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The attempt was not looked at: too many wait before it. */
    static final class TooManyAttempts extends RuntimeException {
        TooManyAttempts() {
            super("too many attempts to log in", null, false, false);
        }

        static boolean in(Throwable failure) {
            return failure instanceof TooManyAttempts || failure.getCause() instanceof TooManyAttempts;
        }
    }

    /** A network, /24 of IPv4 or /64 of IPv6; or one user in it. */
    private record Source(Network network, String user) {
        static Source of(InetAddress address, String user) {
            return new Source(Network.of(address, 24), user);
        }
    }

    /** What is held against one source. */
    private static final class Penalty {
        private int failures;
        private long lastFailure;
        private long free; // when the next attempt is looked at
        private long reserved;

        /** Takes the next turn; how long it is until then. Beyond the longest wait nothing is taken. */
        long reserve(long now, Limits limits) {
            forget(now, limits);
            if (failures == 0) return 0;
            long wait = Math.max(0, free - now);
            if (wait > limits.longest().toNanos()) return wait;
            reserved = limits.delay(failures);
            free = now + wait + reserved;
            return wait;
        }

        /** The attempt was no guess: its turn is not held against those who come after. */
        void release(long now) {
            if (failures > 0) free = Math.max(now, free - reserved);
        }

        long failed(long now, Limits limits) {
            forget(now, limits);
            failures++;
            lastFailure = now;
            long delay = limits.delay(failures);
            free = failures == 1 ? now + delay : Math.max(free, now + delay);
            return delay;
        }

        private void forget(long now, Limits limits) {
            if (failures > 0 && now - lastFailure > limits.forget().toNanos()) failures = 0;
        }
    }
}
