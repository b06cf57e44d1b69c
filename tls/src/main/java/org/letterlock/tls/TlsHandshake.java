package org.letterlock.tls;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * One handshake that has ended, for the log and for counting.
 *
 * @param remote the peer; empty where it has no such address
 * @param local our end of the connection
 */
public record TlsHandshake(
        Optional<InetSocketAddress> remote, Optional<InetSocketAddress> local, Duration took, Outcome outcome) {

    /** How it ended. */
    public sealed interface Outcome {}

    /** The connection is protected as {@code facts} say. */
    public record Done(TlsFacts facts) implements Outcome {}

    /**
     * There will be no connection.
     *
     * @param cause one line; the peer may have chosen its characters
     * @param alert the alert sent or received; empty: none
     * @param serverName the SNI host name, if the peer came to say it
     */
    public record Failed(String cause, Optional<TlsAlert> alert, Optional<String> serverName) implements Outcome {}
}
