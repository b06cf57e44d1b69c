package org.letterlock.tls;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who is told of each handshake, once, when it ended: for the log and for counting. Called on event loops; must not block. */
public interface TlsListener {
    /** Nobody. */
    TlsListener NONE = new TlsListener() {
        @Override
        public void handshakeDone(@Nullable SocketAddress peer, TlsFacts facts, Duration took) {}

        @Override
        public void handshakeFailed(@Nullable SocketAddress peer, String cause, Duration took) {}
    };

    /** The connection is protected as {@code facts} say. */
    void handshakeDone(@Nullable SocketAddress peer, TlsFacts facts, Duration took);

    /** There will be no connection. {@code cause} is one line without the peer's control characters. */
    void handshakeFailed(@Nullable SocketAddress peer, String cause, Duration took);
}
