package org.letterlock.tls;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What the listeners of one server share: where handshakes are computed, and randomness. Thread-safe. */
public final class TlsHouse {
    final Executor handshakes;
    final SecureRandom random;
    final Optional<KeyLog> keyLog;

    /**
     * A house.
     *
     * @param handshakes where the steps of handshakes run; may reject, which refuses the connection
     * @param random for keys and nonces; one of the JDK's
     */
    public TlsHouse(Executor handshakes, SecureRandom random) {
        this(handshakes, random, Optional.empty());
    }

    /** A house that writes down the secrets of its connections. The log is closed by who opened it. */
    public TlsHouse(Executor handshakes, SecureRandom random, Optional<KeyLog> keyLog) {
        this.handshakes = handshakes;
        this.random = random;
        this.keyLog = keyLog;
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
}
