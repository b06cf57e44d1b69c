package org.letterlock.tls;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What the listeners of one server share: where handshakes are computed, randomness, and the keys of tickets. Thread-safe. */
public final class TlsHouse {
    final Executor handshakes;
    final SecureRandom random;
    final Optional<KeyLog> keyLog;
    final LongSupplier clock;
    private final Map<TicketKeys.Scope, TicketKeys> ticketKeys = new ConcurrentHashMap<>();

    /**
     * A house whose clock is the machine's.
     *
     * @param handshakes where the steps of handshakes run; may reject, which refuses the connection
     * @param random for keys and nonces; one of the JDK's
     */
    public TlsHouse(Executor handshakes, SecureRandom random) {
        this(handshakes, random, Optional.empty());
    }

    /** A house that writes down the secrets of its connections. The log is closed by who opened it. */
    public TlsHouse(Executor handshakes, SecureRandom random, Optional<KeyLog> keyLog) {
        this(handshakes, random, keyLog, System::nanoTime);
    }

    /** @param clock nanoseconds since some moment, for the age of tickets and their keys */
    public TlsHouse(Executor handshakes, SecureRandom random, Optional<KeyLog> keyLog, LongSupplier clock) {
        this.handshakes = handshakes;
        this.random = random;
        this.keyLog = keyLog;
        this.clock = clock;
    }

    /**
     * The TLS of one listener.
     *
     * @param name what rules call it
     * @param listener told of each handshake
     * @throws IllegalArgumentException when the keys cannot keep a policy
     */
    public RenewableTls context(String name, TlsServerSettings settings, TlsListener listener) {
        return new RenewableTls(this, name, settings, listener);
    }

    /** The keys of tickets of one kind, the same for all listeners that give and take them. */
    TicketKeys ticketKeys(TicketKeys.Scope scope) {
        return ticketKeys.computeIfAbsent(scope, s -> new TicketKeys(s, random, clock));
    }

    /**
     * Forgets the keys of tickets whose time is over. Using keys does that as well; call it now and then, so that a server to
     * which nobody comes does it too.
     */
    public void forgetOldKeys() {
        ticketKeys.values().removeIf(TicketKeys::isEmpty);
    }
}
