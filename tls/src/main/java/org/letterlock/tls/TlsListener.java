package org.letterlock.tls;

/** Who is told of each handshake, once, when it ended: for the log and for counting. Called on event loops; must not block. */
@FunctionalInterface
public interface TlsListener {
    /** Nobody. */
    TlsListener NONE = handshake -> {};

    void ended(TlsHandshake handshake);

    /** Somebody proved who it is, and may not log in: {@code unmet} is what the policy for that account demands. */
    default void logInUnmet(ConnectionFacts facts, String unmet) {}
}
