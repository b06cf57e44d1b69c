package org.letterlock.tls;

import io.netty.channel.Channel;
import java.util.Optional;

/**
 * The TLS of one listener, which may be renewed while the listener runs: connections that are there keep what they have, and
 * each handshake that begins gets what is new. Sessions of before are not resumed. Thread-safe.
 */
public final class RenewableTls implements TlsServerContext {
    private final TlsHouse house;
    private final String name;
    private final TlsListener listener;
    private volatile ServerTls current;

    RenewableTls(TlsHouse house, String name, TlsServerSettings settings, TlsListener listener) {
        this.house = house;
        this.name = name;
        this.listener = listener;
        current = new ServerTls(house, name, settings, listener);
    }

    @Override
    public TlsHandler newHandler() {
        return current.newHandler();
    }

    @Override
    public boolean isOfferedTo(Channel client) {
        return current.isOfferedTo(client);
    }

    @Override
    public TlsDecision.LogInDemand demandsOf(Channel client, Optional<String> serverName) {
        return (agreed, account, helo) -> current.demandsOf(client, serverName).unmet(agreed, account, helo);
    }

    /**
     * Makes other settings ready. They hold from when the answer is run.
     *
     * @throws IllegalArgumentException when the keys cannot keep the policy; then nothing is changed
     */
    public Runnable renewed(TlsServerSettings settings) {
        var ready = new ServerTls(house, name, settings, listener);
        return () -> current = ready;
    }
}
