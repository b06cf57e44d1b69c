package org.letterlock.tls;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;

/** The TLS of one listener: made once, shared by its connections, replaceable while they run. Thread-safe. */
public interface TlsServerContext {
    /** A handler for one new connection, to stand first in its pipeline; the handshake begins with the first bytes. */
    TlsHandler newHandler();

    /** A context with {@link TlsLimits#DEFAULT}. */
    static TlsServerContext create(
            TlsPolicy policy,
            TlsIdentities identities,
            List<String> alpn,
            Executor handshakes,
            SecureRandom random,
            TlsListener listener) {
        return create(policy, identities, alpn, handshakes, random, listener, TlsLimits.DEFAULT);
    }

    /**
     * A context.
     *
     * @param alpn the application protocols spoken here, the best first: a client that asks for others only is refused (RFC 7301, 3.2)
     * @param handshakes where the steps of handshakes run; may reject, which refuses the connection
     * @param random for keys and nonces; one of the JDK's
     * @throws IllegalArgumentException when the keys cannot keep the policy
     */
    static TlsServerContext create(
            TlsPolicy policy,
            TlsIdentities identities,
            List<String> alpn,
            Executor handshakes,
            SecureRandom random,
            TlsListener listener,
            TlsLimits limits) {
        return new ServerTls(policy, identities, alpn, handshakes, random, listener, limits);
    }
}
