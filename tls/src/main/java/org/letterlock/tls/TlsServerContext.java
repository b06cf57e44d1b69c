package org.letterlock.tls;

import io.netty.channel.Channel;
import java.util.Optional;

/** The TLS of one listener: made once by {@link TlsHouse#context}, shared by its connections. Thread-safe. */
public interface TlsServerContext {
    /** A handler for one new connection, to stand first in its pipeline; the handshake begins with the first bytes. */
    TlsHandler newHandler();

    /** Whether this client is told that it can have TLS; a rule may say no. The guide's E2, {@code tls_advertise_hosts}. */
    default boolean isOfferedTo(Channel client) {
        return true;
    }

    /** What a rule demands of a log-in over TLS that ended before it came here. */
    default TlsDecision.LogInDemand demandsOf(Channel client, Optional<String> serverName) {
        return TlsDecision.NONE.logIn();
    }
}
