package org.letterlock.tls;

import java.security.SecureRandom;
import java.util.Vector;
import org.bouncycastle.tls.ProtocolName;
import org.letterlock.tls.crypto.MixedCrypto;

/** The TLS of one listener: everything that is the same for all its connections, worked out once. */
@SuppressWarnings("JdkObsolete") // bctls wants a Vector
final class ServerTls implements TlsServerContext {
    final TlsLimits limits;
    final MixedCrypto crypto;
    final SecureRandom random;
    final Keyring keys;
    final SessionCache sessions;
    final Offer offer;
    final Vector<ProtocolName> alpn = new Vector<>();
    private final TlsHouse house;
    private final TlsListener listener;

    ServerTls(TlsHouse house, TlsServerSettings settings, TlsListener listener) {
        this.house = house;
        this.listener = listener;
        random = house.random;
        limits = settings.limits();
        offer = new Offer(settings.policy(), settings.identities().keyTypes());
        crypto = new MixedCrypto(random);
        keys = new Keyring(settings.identities(), crypto, random, limits.handshakeTime());
        sessions = new SessionCache(limits);
        for (var name : settings.alpn()) alpn.add(ProtocolName.asUtf8Encoding(name));
    }

    @Override
    public TlsHandler newHandler() {
        return new RecordHandler(
                sink -> new ServerRecords(new ServerPeer(this), sink), false, house.handshakes, limits, listener);
    }
}
