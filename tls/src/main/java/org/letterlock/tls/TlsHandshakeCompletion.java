package org.letterlock.tls;

/** User event that a {@link TlsHandler} fires through the pipeline once, when its handshake ended. */
public sealed interface TlsHandshakeCompletion {
    /** The connection is protected. */
    record Done(TlsFacts facts) implements TlsHandshakeCompletion {}

    /**
     * The handshake failed; the alert is sent and the connection about to be closed.
     *
     * @param cause for the log
     * @param peer what the other side had shown of itself by then
     * @param ours whether we had no room for it: nothing is said of the peer then
     */
    record Failed(String cause, TlsPeer peer, boolean ours) implements TlsHandshakeCompletion {
        public Failed(String cause) {
            this(cause, TlsPeer.NONE, false);
        }
    }
}
