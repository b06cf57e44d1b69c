package org.letterlock.protocol.sasl;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
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
    /** How many attempts of a source without failures are looked at together; the others wait for their verdicts. */
    private static final int WITHOUT_VERDICT = 4;

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
        return new Attempt(user, origin, () -> behind.verifyPassword(user, password, origin)).begin();
    }

    /** Waits as long as an attempt would, and takes no turn: what is guessed is the proof. */
    @Override
    public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
        long wait;
        synchronized (this) {
            var penalty = exempt(origin) ? null : penalty(user, origin);
            wait = penalty == null ? 0 : penalty.ahead(nanoTime.getAsLong(), limits);
        }
        if (wait == 0) return behind.scramKeys(user, origin);
        long longest = limits.longest().toNanos();
        var result = new CompletableFuture<ScramKeys>();
        later.run(Duration.ofNanos(Math.min(wait, longest)), () -> {
            if (wait > longest) result.completeExceptionally(new NotNow("too many attempts to log in"));
            else pass(asked(() -> behind.scramKeys(user, origin)), result);
        });
        return result;
    }

    @Override
    public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
        if (exempt(origin)) return behind.scramFinished(user, proven, origin);
        return new Attempt(user, origin, () -> behind.scramFinished(user, proven, origin)).begin();
    }

    @Override
    public boolean sameAccount(String account, String authzid) {
        return behind.sameAccount(account, authzid);
    }

    @Override
    public Verdict certified(String account, String authzid, Origin origin) {
        return behind.certified(account, authzid, origin); // nothing is guessed: a certificate is had or not
    }

    private boolean exempt(Origin origin) {
        return !limits.loopback() && origin.remote().isLoopbackAddress();
    }

    /** What {@code question} gives, its own failure included. */
    private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> void pass(CompletionStage<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) to.complete(value);
            else to.completeExceptionally(failure);
        });
    }

    /** One attempt to log in: looked at when its source may try again, told late when it is refused. */
    private final class Attempt {
        private final String user;
        private final Origin origin;
        private final Supplier<CompletionStage<Verdict>> check;
        private final CompletableFuture<Verdict> result = new CompletableFuture<>();

        Attempt(String user, Origin origin, Supplier<CompletionStage<Verdict>> check) {
            this.user = user;
            this.origin = origin;
            this.check = check;
        }

        CompletionStage<Verdict> begin() {
            long longest = limits.longest().toNanos();
            long wait;
            Penalty penalty;
            boolean unpaced;
            synchronized (LoginThrottle.this) {
                penalty = penaltyFor(user, origin);
                wait = penalty.reserve(nanoTime.getAsLong(), limits);
                unpaced = !penalty.holdsFailures();
                if (unpaced && !penalty.enter()) {
                    penalty.parked.add(this);
                    return result;
                }
            }
            if (unpaced) look(penalty);
            else if (wait == 0) look(null);
            else if (wait <= longest) later.run(Duration.ofNanos(wait), () -> look(null));
            else later.run(limits.longest(), () -> result.complete(new Verdict.Unavailable()));
            return result;
        }

        /** @param entered what counts this attempt among those without a verdict */
        private void look(@Nullable Penalty entered) {
            asked(check).whenComplete((verdict, failure) -> {
                long delay;
                List<Attempt> next;
                synchronized (LoginThrottle.this) {
                    delay = verdict == null ? 0 : count(user, origin, verdict);
                    next = entered == null ? List.of() : left(entered, origin);
                }
                for (var attempt : next) later.run(Duration.ZERO, attempt::begin); // not deeper and deeper from here
                if (failure != null) result.completeExceptionally(failure);
                else if (delay == 0) result.complete(verdict);
                else later.run(Duration.ofNanos(delay), () -> result.complete(verdict));
            });
        }
    }

    /** Remembers what {@code verdict} means for the source; by how long it is to be told late. */
    private long count(String user, Origin origin, Verdict verdict) {
        if (verdict instanceof Verdict.Granted) {
            var penalty = penalty(user, origin);
            if (penalty != null) penalty.release(nanoTime.getAsLong());
            regulars.put(Source.of(origin.remote(), user), new Penalty());
            return 0;
        }
        return verdict instanceof Verdict.Refused ? penaltyFor(user, origin).failed(nanoTime.getAsLong(), limits) : 0;
    }

    /** Who may be looked at now that an attempt which had entered has its verdict. */
    private List<Attempt> left(Penalty penalty, Origin origin) {
        var next = penalty.leave();
        if (penalty.isBlank()) networks.remove(Source.of(origin.remote(), ""), penalty);
        return next;
    }

    /** What is held against {@code user} from there, from now on perhaps. */
    private Penalty penaltyFor(String user, Origin origin) {
        var penalty = penalty(user, origin);
        if (penalty == null) {
            penalty = new Penalty();
            networks.put(Source.of(origin.remote(), ""), penalty);
        }
        return penalty;
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

    /** A network, /24 of IPv4 or /64 of IPv6; or one user in it. */
    private record Source(Network network, String user) {
        static Source of(InetAddress address, String user) {
            return new Source(Network.of(address, 24), user);
        }
    }

    /** What is held against one source. */
    private static final class Penalty {
        private final Deque<Attempt> parked = new ArrayDeque<>(); // waiting for a verdict on one that has entered
        private int entered;
        private int failures;
        private long lastFailure;
        private long free; // when the next attempt is looked at
        private long reserved;

        /** How long it is until the next turn. */
        long ahead(long now, Limits limits) {
            forget(now, limits);
            return failures == 0 ? 0 : Math.max(0, free - now);
        }

        boolean holdsFailures() {
            return failures > 0;
        }

        /** Without a failure there are no turns, but only so many are looked at before one of them has a verdict. */
        boolean enter() {
            if (entered >= WITHOUT_VERDICT) return false;
            entered++;
            return true;
        }

        /** Who may begin again: the next while others are without verdict, all when there was a failure or nobody is. */
        List<Attempt> leave() {
            entered--;
            boolean all = failures > 0 || entered == 0;
            var next = new ArrayList<Attempt>();
            for (var a = parked.poll(); a != null; a = all ? parked.poll() : null) next.add(a);
            return next;
        }

        boolean isBlank() {
            return failures == 0 && entered == 0 && parked.isEmpty();
        }

        /** Takes the next turn; how long it is until then. Beyond the longest wait nothing is taken. */
        long reserve(long now, Limits limits) {
            long wait = ahead(now, limits);
            if (failures == 0) return 0;
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
