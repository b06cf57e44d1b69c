package org.letterlock.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/** What the client offers and accepts in one handshake. */
final class ClientPeer extends AbstractTlsClient {
    private final TlsClientContext tls;
    private final String host;
    private final TlsTrust trust;
    private TlsPeer peer = TlsPeer.NONE;
    private @Nullable TlsFacts facts;

    ClientPeer(TlsClientContext tls, String host, TlsTrust trust) {
        super(tls.crypto);
        this.tls = tls;
        this.host = host;
        this.trust = trust;
    }

    /** What the server has shown so far. */
    TlsPeer shown() {
        return peer;
    }

    /** What was agreed; null until the handshake is done. */
    @Nullable
    TlsFacts facts() {
        return facts;
    }

    Optional<String> serverName() {
        return IPAddress.isValid(host) ? Optional.empty() : Optional.of(host);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return tls.versions;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return tls.suites;
    }

    @Override
    @SuppressWarnings("rawtypes") // bctls' signature
    protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
        return tls.groups;
    }

    @Override
    public Vector<Integer> getEarlyKeyShareGroups() {
        return tls.keyShares;
    }

    @Override
    protected @Nullable Vector<ProtocolName> getProtocolNames() {
        return tls.alpn.isEmpty() ? null : tls.alpn;
    }

    /** Host names only, never addresses. RFC 6066, 3. */
    @Override
    protected @Nullable Vector<ServerName> getSNIServerNames() {
        if (IPAddress.isValid(host)) return null;
        var names = new Vector<ServerName>();
        names.add(new ServerName(NameType.host_name, TlsIdentity.normal(host).getBytes(StandardCharsets.US_ASCII)));
        return names;
    }

    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    /** Servers older than RFC 5746 may be spoken to: there is never a renegotiation. */
    @Override
    public void notifySecureRenegotiation(boolean secureRenegotiation) {}

    @Override
    public int getMaxHandshakeMessageSize() {
        return tls.limits.handshakeOctets();
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
                verify(shown);
            }

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
                return credentials(request);
            }
        };
    }

    /** The first of our certificates whose key the server can verify. RFC 5246, 7.4.4, 7.4.6; RFC 8446, 4.3.2. */
    private @Nullable TlsCredentials credentials(CertificateRequest request) {
        var version = context.getSecurityParametersHandshake().getNegotiatedVersion();
        var offered = request.getSupportedSignatureAlgorithms();
        for (var key : tls.keys) {
            TlsCredentials found = null;
            if (TlsUtils.isTLSv13(version)) found = key.signer13(offered, false);
            else if (!asks(request, key.clientCertificateType())) continue;
            else if (TlsUtils.isTLSv12(version)) found = key.signer12(offered, false);
            else found = key.signerOfTls10();
            if (found != null) return found;
        }
        return null;
    }

    private static boolean asks(CertificateRequest request, short type) {
        for (short asked : request.getCertificateTypes()) if (asked == type) return true;
        return false;
    }

    private void verify(TlsServerCertificate shown) throws IOException {
        var certificates = new ArrayList<X509Certificate>();
        try {
            for (var each : shown.getCertificate().getCertificateList())
                certificates.add(Pem.certificate(each.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
        var verdict = trust.check(certificates, host);
        peer = new TlsPeer(certificates, verdict);
        if (!peer.verified() && !trust.takesAnybody())
            throw new TlsFatalAlert(
                    AlertDescription.bad_certificate,
                    verdict == TlsPeer.Verdict.WRONG_NAME
                            ? "the certificate is not for " + host
                            : "the certificate is not trusted: " + verdict.text());
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        var parameters = context.getSecurityParametersConnection();
        var kept = context.getSecurityParametersConnection().getPeerCertificate();
        var endPoint = kept == null || kept.isEmpty() || peer.chain().isEmpty()
                ? Optional.<byte[]>empty()
                : ServerKey.endPointOf(peer.chain().get(0));
        facts = Facts.of(
                context,
                TlsUtils.isTLSv13(parameters.getNegotiatedVersion())
                        ? NamedGroup.getName(parameters.getNegotiatedGroup())
                        : exchange(parameters.getCipherSuite()),
                serverName(),
                parameters.isResumedSession(),
                peer,
                endPoint,
                TlsDecision.NONE);
    }

    /** Before TLS 1.3 bctls does not tell a client the group: then the kind of exchange. */
    private static String exchange(int suite) {
        var exchange = TlsSuite.of(suite).orElseThrow().keyExchange().name().toLowerCase(Locale.ROOT);
        int end = exchange.indexOf('_');
        return end < 0 ? exchange : exchange.substring(0, end);
    }
}
