package org.letterlock.tls;

import io.netty.channel.Channel;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.ProtocolName;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.crypto.MixedCrypto;

/** The TLS of one listener: everything that is the same for all its connections, worked out once. */
@SuppressWarnings("JdkObsolete") // bctls wants a Vector
final class ServerTls implements TlsServerContext {
    final TlsLimits limits;
    final MixedCrypto crypto;
    final SecureRandom random;
    final Keyring keys;
    final SessionCache sessions;
    final @Nullable Tickets tickets;
    final Offers offers;
    final ClientTrust clients;
    final Vector<ProtocolName> alpn = new Vector<>();
    final TlsHouse house;
    private final String name;
    private final TlsListener listener;

    ServerTls(TlsHouse house, String name, TlsServerSettings settings, TlsListener listener) {
        this.house = house;
        this.name = name;
        this.listener = listener;
        random = house.random;
        limits = settings.limits();
        offers = settings.offers();
        clients = settings.clients();
        crypto = new MixedCrypto(random);
        keys = new Keyring(settings.identities(), crypto, random, limits.handshakeTime());
        sessions = new SessionCache(limits);
        tickets = limits.tickets() ? new Tickets(this, settings.alpn()) : null;
        for (var protocol : settings.alpn()) alpn.add(ProtocolName.asUtf8Encoding(protocol));
    }

    @Override
    public TlsHandler newHandler() {
        return new RecordHandler(
                (sink, channel) ->
                        new ServerRecords(new ServerPeer(this, ConnectionFacts.of(name, channel)), house.keyLog, sink),
                false,
                house.handshakes,
                limits,
                listener);
    }

    /** See {@link TlsDecision.LogInDemand}. */
    Optional<String> unmet(ConnectionFacts loggingIn) {
        var unmet = offers.unmet(loggingIn);
        listener.loggingIn(loggingIn, unmet);
        return unmet;
    }

    @Override
    public boolean isOfferedTo(Channel client) {
        return offers.choose(ConnectionFacts.of(name, client)).offersStartTls();
    }

    /** The listener's own policy is not asked: what ends elsewhere is chosen there. */
    @Override
    public TlsDecision.LogInDemand demandsOf(Channel client, Optional<String> serverName) {
        var asked = ConnectionFacts.of(name, client).asking(serverName);
        return (agreed, account, helo) -> {
            var facts = asked.loggingIn(agreed, helo, account);
            var unmet = offers.unmetByRule(facts);
            listener.loggingIn(facts, unmet);
            return unmet;
        };
    }
}
