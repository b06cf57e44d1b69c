package org.letterlock.tls;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.crypto.SealingKey;

/**
 * The keys that seal the tickets of one scope, kept in memory only. A key seals for as long as a session may be resumed, opens
 * for as long again, and is forgotten: who takes it then reads nothing of what was said before. RFC 5077, 5.5; RFC 9325, 3.4.
 * Thread-safe.
 */
final class TicketKeys {
    private final SecureRandom random;
    private final LongSupplier clock;
    private final long time;
    private @Nullable Aged current;
    private @Nullable Aged previous;

    /**
     * Between which connections a session may go on: listeners of the same service under the same policy, and so in the same
     * role. A ticket from elsewhere is sealed with a key that is not here.
     */
    record Scope(TlsPolicy policy, List<String> service, Duration time) {
        Scope {
            service = List.copyOf(service);
        }
    }

    private record Aged(SealingKey key, long madeAt) {}

    TicketKeys(Scope scope, SecureRandom random, LongSupplier clock) {
        this.random = random;
        this.clock = clock;
        time = scope.time().toNanos();
    }

    byte[] seal(byte[] ticket) {
        return sealing().seal(ticket);
    }

    private synchronized SealingKey sealing() {
        var now = forgetOld();
        var key = current;
        if (key == null) {
            key = new Aged(new SealingKey(random), now);
            current = key;
        }
        return key.key();
    }

    /** What a ticket says; null when it is not one of these keys'. Costs one decryption at most. */
    byte @Nullable [] open(byte[] sealed) {
        var key = opening(sealed);
        return key == null ? null : key.open(sealed);
    }

    private synchronized @Nullable SealingKey opening(byte[] sealed) {
        forgetOld();
        if (current != null && current.key().sealed(sealed)) return current.key();
        if (previous != null && previous.key().sealed(sealed)) return previous.key();
        return null;
    }

    /** Lets go of the keys whose time is over. Returns what time it is. */
    private long forgetOld() {
        long now = clock.getAsLong();
        if (current != null && now - current.madeAt() >= time) {
            previous = current;
            current = null;
        }
        if (previous != null && now - previous.madeAt() >= 2 * time) previous = null;
        return now;
    }

    /** Whether no key is left, after the old ones are forgotten. */
    synchronized boolean isEmpty() {
        forgetOld();
        return current == null && previous == null;
    }
}
