package org.letterlock.tls;

/** The TLS of one listener: made once, shared by its connections, replaceable while they run. Thread-safe. */
public interface TlsServerContext {
    /** A handler for one new connection, to stand first in its pipeline; the handshake begins with the first bytes. */
    TlsHandler newHandler();
}
