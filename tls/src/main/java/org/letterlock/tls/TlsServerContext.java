package org.letterlock.tls;

/** The TLS of one listener: made once by {@link TlsHouse#context}, shared by its connections. Thread-safe. */
public interface TlsServerContext {
    /** A handler for one new connection, to stand first in its pipeline; the handshake begins with the first bytes. */
    TlsHandler newHandler();
}
