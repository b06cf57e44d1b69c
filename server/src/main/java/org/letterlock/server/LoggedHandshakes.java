package org.letterlock.server;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Printable;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes what handshakes agreed on, and why others failed. */
final class LoggedHandshakes implements TlsListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.tls.handshake");
    private final String listener;

    LoggedHandshakes(String listener) {
        this.listener = listener;
    }

    @Override
    public void handshakeDone(@Nullable SocketAddress peer, TlsFacts facts, Duration took) {
        if (LOG.isDebugEnabled())
            LOG.debug(
                    "{} {}: {} with cipher {} ({} bits) key-exchange {}{} in {} ms",
                    listener,
                    peer,
                    facts.protocol(),
                    facts.cipher(),
                    facts.cipherBits(),
                    facts.group(),
                    facts.resumed() ? ", resumed" : "",
                    took.toMillis());
    }

    @Override
    public void handshakeFailed(@Nullable SocketAddress peer, String cause, Duration took) {
        if (LOG.isInfoEnabled()) LOG.info("{} {}: handshake failed: {}", listener, peer, Printable.of(cause));
    }
}
