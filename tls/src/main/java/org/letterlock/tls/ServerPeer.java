package org.letterlock.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsDHUtils;
import org.bouncycastle.tls.TlsECCUtils;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.SessionCache.Kept;

/** What the server answers in one handshake: version, suite, key, group and session, from the policy and what the client offers. */
final class ServerPeer extends AbstractTlsServer {
    private static final int HOST_NAME_LENGTH = 255;
    private static final Integer SESSION_TICKET = ExtensionType.session_ticket;

    private final ServerTls tls;
    private final ConnectionFacts connection;
    private Offers.Choice choice;
    private Offer offer;
    private Optional<String> serverName = Optional.empty();
    private @Nullable ServerKey key;
    private @Nullable TlsCredentials credentials;
    private int curve = -1;
    private @Nullable TlsDHConfig dh;
    private String group = "rsa";
    private int[] groups;
    private @Nullable Kept resumed;
    private TlsPeer client = TlsPeer.NONE;
    private boolean nearlyDone;
    private @Nullable TlsFacts facts;

    ServerPeer(ServerTls tls, ConnectionFacts connection) {
        super(tls.crypto);
        this.tls = tls;
        this.connection = connection;
        choice = tls.offers.choose(connection);
        offer = choice.offer();
        groups = offer.groups;
    }

    /** The first moment in which the host name is known; nothing has been chosen yet. */
    void choosePolicy(@Nullable Hashtable<?, ?> extensions) throws IOException {
        serverName = askedName(TlsExtensionsUtils.getServerNameExtensionClient(extensions));
        choice = tls.offers.choose(connection.asking(serverName));
        offer = choice.offer();
        protocolVersions = offer.versions;
        cipherSuites = offer.suites;
        groups = EarlyData.offered(extensions) ? EarlyData.groupsToRetry(extensions, offer.groups) : offer.groups;
    }

    Optional<String> serverName() {
        return serverName;
    }

    /** What was agreed; null until the handshake is done. */
    @Nullable
    TlsFacts facts() {
        return facts;
    }

    /** Those of the handshake that is going on. */
    SecurityParameters parameters() {
        return context.getSecurityParametersHandshake();
    }

    boolean isNearlyDone() {
        return nearlyDone;
    }

    // ---------------------------------------------------------------- what is allowed at all

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return offer.versions;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return offer.suites;
    }

    @Override
    public int[] getSupportedGroups() {
        return groups;
    }

    /**
     * In TLS 1.3 too the order of the policy is strict: who has sent a share for another group than the best in common is asked for
     * one of that (HelloRetryRequest, RFC 8446, 4.1.4). docs/decisions/0108.
     */
    @Override
    public boolean preferLocalSupportedGroups() {
        return offer.policy.serverPreference();
    }

    @Override
    public int getMaxHandshakeMessageSize() {
        return tls.limits.handshakeOctets();
    }

    /** Clients older than RFC 5746 may come: what it protects, renegotiation, is never done here. */
    @Override
    public void notifySecureRenegotiation(boolean secureRenegotiation) {}

    /** Said to a client before TLS 1.3; in 1.3 the credentials bring it. RFC 6066, 8. */
    @Override
    protected boolean allowCertificateStatus() {
        var chosen = key;
        return chosen != null && chosen.status().isPresent();
    }

    @Override
    public @Nullable CertificateStatus getCertificateStatus() {
        var chosen = key;
        return chosen == null ? null : chosen.status().orElse(null);
    }

    @Override
    protected @Nullable Vector<ProtocolName> getProtocolNames() {
        return tls.alpn.isEmpty() ? null : tls.alpn;
    }

    // ---------------------------------------------------------------- sessions

    @Override
    public @Nullable TlsSession getSessionToResume(byte[] sessionId) {
        if (offer.policy.clientAuth() == ClientAuth.REQUIRE) return null; // in a resumed session none is shown
        byte[] ticket = TlsUtils.getExtensionData(clientExtensions, SESSION_TICKET);
        // the id of a client with a ticket names no session. RFC 5077, 3.4
        var kept = tls.tickets != null && ticket != null && ticket.length > 0
                ? tls.tickets.open(offer, ticket, serverName, sessionId)
                : tls.sessions.find(sessionId);
        if (kept == null || !mayGoOn(kept)) return null;
        resumed = kept;
        return kept.session();
    }

    private boolean mayGoOn(Kept kept) {
        return kept.offer() == offer
                && kept.serverName().equals(serverName)
                && contains(offeredCipherSuites, kept.suite())
                && (encryptThenMACOffered || !kept.encryptThenMac())
                && tls.keys.find(serverName.orElse(null), kept.key().fingerprint()) != null;
    }

    /** Only where the secret hangs on the whole handshake. RFC 7627, 5.4. */
    private boolean givesTicket() {
        var parameters = context.getSecurityParametersHandshake();
        return tls.tickets != null
                && clientExtensions != null
                && clientExtensions.containsKey(SESSION_TICKET)
                && !parameters.isResumedSession()
                && parameters.isExtendedMasterSecret()
                && !TlsUtils.isTLSv13(parameters.getNegotiatedVersion());
    }

    @Override
    public NewSessionTicket getNewSessionTicket() throws IOException {
        var chosen = key;
        if (tls.tickets == null || chosen == null || client.presented()) return Tickets.NONE;
        return tls.tickets.give(offer, context.getSecurityParametersHandshake(), chosen, group, serverName);
    }

    /** None where there will be a ticket. RFC 5077, 3.4. */
    @Override
    public byte[] getNewSessionID() {
        if (givesTicket()) return TlsUtils.EMPTY_BYTES;
        byte[] id = new byte[32];
        tls.random.nextBytes(id);
        return id;
    }

    // ---------------------------------------------------------------- choosing

    @Override
    public int getSelectedCipherSuite() throws IOException {
        var parameters = context.getSecurityParametersHandshake();
        boolean tls13 = TlsUtils.isTLSv13(parameters.getNegotiatedVersion());
        var ours = ours(tls13);
        var order = offer.policy.serverPreference() ? ours : inOrderOf(offeredCipherSuites, ours);
        for (int suite : order) {
            if (contains(offeredCipherSuites, suite) && choose(suite, parameters)) {
                selectedCipherSuite = suite;
                return suite;
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure, "no cipher suite, group and key in common");
    }

    /** What a client offers of ours, in its order; each once, however often it is named: looking whether it works takes time. */
    static int[] inOrderOf(int[] offered, int[] ours) {
        return Arrays.stream(offered)
                .filter(id -> contains(ours, id))
                .distinct()
                .toArray();
    }

    /** Our suites; those with ChaCha20 first where the client that likes them best may say so. */
    private int[] ours(boolean tls13) {
        if (offer.policy.chachaByClient()) {
            for (int id : offeredCipherSuites) {
                var best = TlsSuite.of(id);
                if (best.isEmpty()) continue; // a signal or a suite nobody here knows. RFC 8701
                if (best.get().isChaCha20()) return tls13 ? offer.chachaFirst13 : offer.chachaFirstBefore13;
                break;
            }
        }
        return tls13 ? offer.suites13 : offer.suitesBefore13;
    }

    /** Whether the suite works with this client; if so, key and group are chosen. */
    private boolean choose(int id, SecurityParameters parameters) {
        var version = parameters.getNegotiatedVersion();
        if (!TlsUtils.isValidVersionForCipherSuite(id, version)) return false;
        var suite = TlsSuite.of(id).orElseThrow();
        switch (suite.keyExchange()) {
            case ECDHE_ECDSA:
            case ECDHE_RSA:
                curve = curve(parameters.getClientSupportedGroups());
                if (curve < 0) return false;
                group = NamedGroup.getName(curve);
                break;
            case DHE_RSA:
                dh = dh(parameters.getClientSupportedGroups());
                if (dh == null) return false;
                break;
            default:
                break;
        }
        for (var slot : tls.keys.forName(serverName.orElse(null))) {
            if (!suite.fits(slot.keyType())) continue;
            var candidate = slot.key();
            if (candidate == null) continue;
            var found = credentials(candidate, suite, parameters);
            if (found != null) {
                key = candidate;
                credentials = found;
                return true;
            }
        }
        return false;
    }

    private @Nullable TlsCredentials credentials(ServerKey candidate, TlsSuite suite, SecurityParameters parameters) {
        var algorithms = parameters.getClientSigAlgs();
        if (suite.isTls13()) return candidate.signer13(algorithms, certificateStatusRequest != null);
        if (suite.keyExchange() == TlsSuite.KeyExchange.RSA)
            return candidate.decryptor().orElse(null);
        // before TLS 1.3 the groups also say which ECDSA keys a client can verify. RFC 8422, 5.1
        int[] offered = parameters.getClientSupportedGroups();
        if (candidate.curve() >= 0 && offered != null && !contains(offered, candidate.curve())) return null;
        return TlsUtils.isTLSv12(parameters.getNegotiatedVersion())
                ? candidate.signer12(algorithms, offer.policy.allowsOldClients())
                : candidate.signerOfTls10();
    }

    /** The curve before TLS 1.3; a client that names none gets P-256. RFC 8422, 4. */
    private int curve(int @Nullable [] offered) {
        if (offered == null) return contains(offer.curves, NamedGroup.secp256r1) ? NamedGroup.secp256r1 : -1;
        var order = offer.policy.serverPreference() ? offer.curves : offered;
        var other = offer.policy.serverPreference() ? offered : offer.curves;
        for (int candidate : order) if (contains(other, candidate)) return candidate;
        return -1;
    }

    /** The configured group; for a client that names finite fields one of those, no smaller if there is one. RFC 7919, 4. */
    private @Nullable TlsDHConfig dh(int @Nullable [] offered) {
        var configured = offer.policy.dhGroup();
        if (offered != null) {
            var same = configured.asTlsGroup();
            if (same.isPresent() && contains(offered, same.get().id())) return named(same.get());
            boolean named = false;
            for (int id : offered) named |= NamedGroup.isFiniteField(id);
            if (named) {
                var common = field(offered, configured.bits());
                return common == null ? null : named(common);
            }
        }
        group = configured.text();
        return new TlsDHConfig(configured.bc());
    }

    private @Nullable TlsGroup field(int[] offered, int bits) {
        var order = offer.policy.serverPreference() ? offer.groups : offered;
        var other = offer.policy.serverPreference() ? offered : offer.groups;
        TlsGroup smaller = null;
        for (int candidate : order) {
            if (!NamedGroup.refersToASpecificFiniteField(candidate) || !contains(other, candidate)) continue;
            if (NamedGroup.getFiniteFieldBits(candidate) >= bits)
                return TlsGroup.of(candidate).orElseThrow();
            smaller = TlsGroup.of(candidate).orElseThrow();
        }
        return smaller;
    }

    private TlsDHConfig named(TlsGroup known) {
        group = known.text();
        return TlsDHUtils.createNamedDHConfig(context, known.id());
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        nearlyDone = TlsUtils.isTLSv13(context) && offer.policy.clientAuth() == ClientAuth.NONE;
        var chosen = credentials;
        if (chosen == null) throw new TlsFatalAlert(AlertDescription.internal_error, "no credentials chosen");
        return chosen;
    }

    @Override
    public TlsECConfig getECDHConfig() throws IOException {
        return TlsECCUtils.createNamedECConfig(context, curve);
    }

    @Override
    public TlsDHConfig getDHConfig() throws IOException {
        var chosen = dh;
        if (chosen == null) throw new TlsFatalAlert(AlertDescription.internal_error, "no group chosen");
        return chosen;
    }

    // ---------------------------------------------------------------- the client's certificate

    @Override
    public @Nullable CertificateRequest getCertificateRequest() throws IOException {
        var mode = offer.policy.clientAuth();
        return mode == ClientAuth.NONE ? null : tls.clients.request(context.getServerVersion(), mode);
    }

    @Override
    public int getMaxCertificateChainLength() {
        return CertificatePath.LONGEST;
    }

    /** What the client shows; that it holds the key is asked afterwards, in every mode. RFC 8446, 4.4.3. */
    @Override
    public void notifyClientCertificate(Certificate shown) throws IOException {
        client = tls.clients.judge(shown);
        if (offer.policy.clientAuth() == ClientAuth.REQUIRE && !client.verified())
            throw ClientTrust.refusal(client, context.getServerVersion());
    }

    private static boolean contains(int[] all, int one) {
        for (int each : all) if (each == one) return true;
        return false;
    }

    /** The host name in SNI, if it looks like one. */
    private static Optional<String> askedName(@Nullable Vector<?> names) {
        if (names == null) return Optional.empty();
        for (var each : names) {
            var name = (ServerName) each;
            if (name.getNameType() != NameType.host_name) continue;
            var text = new String(name.getNameData(), StandardCharsets.ISO_8859_1);
            return isHostName(text) ? Optional.of(TlsIdentity.normal(text)) : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isHostName(String text) {
        if (text.isEmpty() || text.length() > HOST_NAME_LENGTH) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '-'
                    || c == '_')) return false;
        }
        return true;
    }

    // ---------------------------------------------------------------- done

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // bctls' signature
    public void getServerExtensionsForConnection(Hashtable serverExtensions) throws IOException {
        super.getServerExtensionsForConnection(serverExtensions);
        if (context.getSecurityParametersHandshake().isResumedSession()) {
            nearlyDone = true;
            // bctls begins with what was answered then; nothing comes back that was not asked now. RFC 5246, 7.4.1.4
            serverExtensions.keySet().retainAll(clientExtensions.keySet());
            serverExtensions.remove(ExtensionType.status_request); // there is no certificate
        }
        if (givesTicket()) serverExtensions.put(SESSION_TICKET, TlsUtils.EMPTY_BYTES);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        var parameters = context.getSecurityParametersConnection();
        boolean tls13 = TlsUtils.isTLSv13(parameters.getNegotiatedVersion());
        var again = parameters.isResumedSession() ? resumed : null;
        if (again != null) {
            key = again.key();
            group = again.group();
        } else if (tls13) {
            group = NamedGroup.getName(parameters.getNegotiatedGroup());
        } else if (key != null
                && parameters.isExtendedMasterSecret()
                && parameters.getMaxFragmentLength() < 0 // whoever goes on may not ask for it: RFC 6066, 4
                && !client.presented()) {
            // who shows a certificate is looked at each time: it may be revoked by then
            var session = context.getResumableSession();
            if (session != null && session.getSessionID().length > 0)
                tls.sessions.keep(new Kept(
                        session,
                        offer,
                        parameters.getCipherSuite(),
                        parameters.isEncryptThenMAC(),
                        serverName,
                        key,
                        group));
        }
        facts = Facts.of(
                context,
                group,
                serverName,
                again != null,
                client,
                key == null ? Optional.empty() : key.endPoint(),
                decision());
        offeredCipherSuites = null; // a connection may be idle for days
        clientExtensions = null;
        credentials = null;
        dh = null;
    }

    private TlsDecision decision() {
        var asked = connection.asking(serverName);
        var context = tls;
        return new TlsDecision(
                offer.policy.name(),
                choice.ruleName(),
                key == null ? Optional.empty() : Optional.of(key.identity().leaf()),
                (agreed, account, helo) -> context.unmet(asked.loggingIn(agreed, helo, account)));
    }
}
