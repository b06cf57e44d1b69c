package org.letterlock.tls;

/** User event that a {@link TlsHandler} fires through the pipeline once, when its handshake ended. */
public sealed interface TlsHandshakeCompletion {
    /** The connection is protected. */
    record Done(TlsFacts facts) implements TlsHandshakeCompletion {}

    /** The handshake failed; the alert is sent and the connection about to be closed. {@code cause} is for the log. */
    record Failed(String cause) implements TlsHandshakeCompletion {}
}
