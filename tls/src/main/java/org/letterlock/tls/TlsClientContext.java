package org.letterlock.tls;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.util.Integers;
import org.letterlock.tls.crypto.MixedCrypto;

/** The TLS of one kind of client: made once, shared by its connections. Thread-safe. */
@SuppressWarnings("JdkObsolete") // bctls wants a Vector
public final class TlsClientContext {
    final TlsPolicy policy;
    final TlsTrust trust;
    final TlsLimits limits;
    final MixedCrypto crypto;
    final ProtocolVersion[] versions;
    final int[] suites;
    final Vector<Integer> groups = new Vector<>();
    final Vector<Integer> keyShares = new Vector<>();
    final Vector<ProtocolName> alpn = new Vector<>();
    final List<ServerKey> keys = new ArrayList<>();
    private final Executor handshakes;
    private final TlsListener listener;

    private TlsClientContext(
            TlsPolicy policy,
            TlsTrust trust,
            List<TlsIdentity> identities,
            List<String> alpn,
            Executor handshakes,
            SecureRandom random,
            TlsListener listener,
            TlsLimits limits) {
        this.policy = policy;
        this.trust = trust;
        this.limits = limits;
        this.handshakes = handshakes;
        this.listener = listener;
        crypto = new MixedCrypto(random);
        versions = policy.versions().stream()
                .sorted(Comparator.reverseOrder())
                .map(TlsVersion::bc)
                .toArray(ProtocolVersion[]::new);
        suites = policy.suites().stream().mapToInt(TlsSuite::id).toArray();
        groups.addAll(
                policy.groups().stream().map(g -> Integers.valueOf(g.id())).collect(Collectors.toList()));
        // RFC 8446, 4.2.8: a share for the hybrid, which few take yet, and for the best group that all take
        policy.groups().stream()
                .filter(g -> g == TlsGroup.X25519_MLKEM768 && policy.latest() == TlsVersion.TLS_1_3)
                .forEach(g -> keyShares.add(g.id()));
        policy.groups().stream()
                .filter(g -> g != TlsGroup.X25519_MLKEM768)
                .limit(1)
                .forEach(g -> keyShares.add(g.id()));
        for (var name : alpn) this.alpn.add(ProtocolName.asUtf8Encoding(name));
        for (var identity : identities) keys.add(new ServerKey(identity, crypto, random));
    }

    /**
     * A context.
     *
     * @param alpn the application protocols offered; empty: none is
     * @param handshakes where the steps of handshakes run
     * @param random for keys and nonces; one of the JDK's
     */
    public static TlsClientContext create(
            TlsPolicy policy,
            TlsTrust trust,
            List<String> alpn,
            Executor handshakes,
            SecureRandom random,
            TlsListener listener,
            TlsLimits limits) {
        return new TlsClientContext(policy, trust, List.of(), alpn, handshakes, random, listener, limits);
    }

    /**
     * A context whose client shows who it is when a server asks.
     *
     * @param trust whom those connections believe that say nothing else
     * @param identities the first that the server can use is shown, and none when it does not ask
     */
    public static TlsClientContext createWithIdentities(
            TlsPolicy policy,
            TlsTrust trust,
            List<TlsIdentity> identities,
            Executor handshakes,
            SecureRandom random,
            TlsListener listener,
            TlsLimits limits) {
        return new TlsClientContext(policy, trust, identities, List.of(), handshakes, random, listener, limits);
    }

    /** A handler for one new connection to {@code host}, a name or an address; it begins the handshake when the connection is there. */
    public TlsHandler newHandler(String host) {
        return newHandler(host, trust);
    }

    /** The same, for a connection that believes others than the rest do. */
    public TlsHandler newHandler(String host, TlsTrust believed) {
        return new RecordHandler(
                (sink, channel) -> new ClientRecords(new ClientPeer(this, host, believed), sink),
                true,
                handshakes,
                limits,
                listener);
    }
}
