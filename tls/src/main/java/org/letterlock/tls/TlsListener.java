package org.letterlock.tls;

import java.util.Optional;

/** Who is told of each handshake, once, when it ended: for the log and for counting. Called on event loops; must not block. */
@FunctionalInterface
public interface TlsListener {
    /** Nobody. */
    TlsListener NONE = handshake -> {};

    void ended(TlsHandshake handshake);

    /** Somebody proved to be an account; {@code unmet}: what its policy demands more, so that the log-in is refused. Any thread. */
    default void loggingIn(ConnectionFacts facts, Optional<String> unmet) {}
}
