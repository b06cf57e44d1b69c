package org.letterlock.server;

import org.letterlock.protocol.Printable;
import org.letterlock.tls.TlsHandshake;
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
    public void ended(TlsHandshake handshake) {
        var peer = handshake.remote().orElse(null);
        if (handshake.outcome() instanceof TlsHandshake.Done done && LOG.isDebugEnabled()) {
            var facts = done.facts();
            LOG.debug(
                    "{} {}: {} with cipher {} ({} bits) key-exchange {}{} in {} ms",
                    listener,
                    peer,
                    facts.protocol(),
                    facts.cipher(),
                    facts.cipherBits(),
                    facts.group(),
                    facts.resumed() ? ", resumed" : "",
                    handshake.took().toMillis());
        } else if (handshake.outcome() instanceof TlsHandshake.Failed failed && LOG.isInfoEnabled()) {
            LOG.info("{} {}: handshake failed: {}", listener, peer, Printable.of(failed.cause()));
        }
    }
}
