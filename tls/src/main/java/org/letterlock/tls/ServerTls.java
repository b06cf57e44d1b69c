package org.letterlock.tls;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.Executor;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.letterlock.tls.crypto.MixedCrypto;

/** The TLS of one listener: everything that is the same for all its connections, worked out once. */
@SuppressWarnings("JdkObsolete") // bctls wants a Vector
final class ServerTls implements TlsServerContext {
    final TlsPolicy policy;
    final TlsLimits limits;
    final MixedCrypto crypto;
    final SecureRandom random;
    final Keyring keys;
    final SessionCache sessions;
    final ProtocolVersion[] versions;
    final int[] suites;
    final int[] suites13;
    final int[] suitesBefore13;
    final int[] groups;
    final int[] curves;
    final Vector<ProtocolName> alpn = new Vector<>();
    private final Executor handshakes;
    private final TlsListener listener;

    ServerTls(
            TlsPolicy policy,
            TlsIdentities identities,
            List<String> alpn,
            Executor handshakes,
            SecureRandom random,
            TlsListener listener,
            TlsLimits limits) {
        policy.check(identities.keyTypes());
        this.policy = policy;
        this.limits = limits;
        this.random = random;
        this.handshakes = handshakes;
        this.listener = listener;
        crypto = new MixedCrypto(random);
        keys = new Keyring(identities, crypto, random, limits.handshakeTime());
        sessions = new SessionCache(limits);
        versions = policy.versions().stream()
                .sorted(Comparator.reverseOrder())
                .map(TlsVersion::bc)
                .toArray(ProtocolVersion[]::new);
        var types = identities.keyTypes();
        var usable = policy.suites().stream().filter(s -> types.stream().anyMatch(s::fits));
        suites = usable.mapToInt(TlsSuite::id).toArray();
        suites13 = policy.suites().stream()
                .filter(TlsSuite::isTls13)
                .mapToInt(TlsSuite::id)
                .toArray();
        suitesBefore13 = policy.suites().stream()
                .filter(s -> !s.isTls13() && types.stream().anyMatch(s::fits))
                .mapToInt(TlsSuite::id)
                .toArray();
        groups = policy.groups().stream().mapToInt(TlsGroup::id).toArray();
        curves = policy.groups().stream()
                .filter(TlsGroup::isCurve)
                .mapToInt(TlsGroup::id)
                .toArray();
        for (var name : alpn) this.alpn.add(ProtocolName.asUtf8Encoding(name));
    }

    @Override
    public TlsHandler newHandler() {
        return new RecordHandler(
                sink -> new ServerRecords(new ServerPeer(this), sink), false, handshakes, limits, listener);
    }
}
