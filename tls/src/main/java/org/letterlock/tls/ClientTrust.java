package org.letterlock.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.letterlock.tls.TlsPeer.Verdict;

/** Which clients a listener believes, how it asks them for their certificate, and what it says to others. RFC 5280, 6. */
@SuppressWarnings("JdkObsolete") // bctls wants a Vector
public final class ClientTrust {
    /** Nobody. */
    public static final ClientTrust NOBODY = of(List.of(), List.of(), Clock.systemUTC());

    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int NAMES_OCTETS = 8 * 1024;

    private final boolean anybody;
    private final CertificatePath path;
    private final Vector<X500Name> names = new Vector<>();

    private ClientTrust(Collection<X509Certificate> authorities, Collection<X509CRL> revocations, Clock clock) {
        anybody = !authorities.isEmpty();
        path = new CertificatePath(authorities, revocations, CertificatePath.CLIENT_AUTH, clock);
        int octets = 0;
        for (var authority : authorities) {
            var name = authority.getSubjectX500Principal().getEncoded();
            octets += name.length + 2;
            names.add(X500Name.getInstance(name));
        }
        if (octets > NAMES_OCTETS) names.clear(); // it may be left empty: RFC 5246, 7.4.4
    }

    /**
     * Clients whose certificate leads to one of {@code authorities}.
     *
     * @param revocations lists of revoked certificates; with any, every certificate on a path needs a current list
     */
    public static ClientTrust of(
            Collection<X509Certificate> authorities, Collection<X509CRL> revocations, Clock clock) {
        return new ClientTrust(authorities, revocations, clock);
    }

    /**
     * Whether the authority's names are constrained by a certificate that another issued: it could not be checked, since an
     * authority counts with its name and key alone. RFC 5280, 6.1.1 (d).
     */
    public static boolean hidesNames(X509Certificate authority) {
        return authority.getExtensionValue(NAME_CONSTRAINTS) != null && !CertificatePath.signed(authority, authority);
    }

    /** Whether {@code list} has the name of one of {@code authorities} but was signed by none of that name. */
    public static boolean isForged(X509CRL list, Collection<X509Certificate> authorities) {
        var named = authorities.stream()
                .filter(a -> a.getSubjectX500Principal().equals(list.getIssuerX500Principal()))
                .toList();
        return !named.isEmpty() && named.stream().noneMatch(a -> CertificatePath.signed(list, a));
    }

    /** Whether there is anybody at all. */
    boolean knowsAnybody() {
        return anybody;
    }

    /**
     * The question for a certificate. The authorities are named only where no other helps: who is merely asked shall show what it has.
     */
    CertificateRequest request(ProtocolVersion version, ClientAuth mode) throws IOException {
        var asked = mode == ClientAuth.REQUIRE ? names : new Vector<X500Name>();
        if (TlsUtils.isTLSv13(version))
            return new CertificateRequest(TlsUtils.EMPTY_BYTES, algorithms(), null, asked.isEmpty() ? null : asked);
        short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
        return new CertificateRequest(types, TlsUtils.isTLSv12(version) ? algorithms() : null, asked);
    }

    private static Vector<SignatureAndHashAlgorithm> algorithms() {
        var all = new Vector<SignatureAndHashAlgorithm>();
        for (int scheme : new int[] {
            SignatureScheme.ecdsa_secp256r1_sha256,
            SignatureScheme.ecdsa_secp384r1_sha384,
            SignatureScheme.ecdsa_secp521r1_sha512,
            SignatureScheme.ed25519,
            SignatureScheme.rsa_pss_rsae_sha256,
            SignatureScheme.rsa_pss_rsae_sha384,
            SignatureScheme.rsa_pss_rsae_sha512,
            SignatureScheme.rsa_pss_pss_sha256,
            SignatureScheme.rsa_pss_pss_sha384,
            SignatureScheme.rsa_pss_pss_sha512,
            SignatureScheme.rsa_pkcs1_sha256,
            SignatureScheme.rsa_pkcs1_sha384,
            SignatureScheme.rsa_pkcs1_sha512
        }) all.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        return all;
    }

    /**
     * What there is to say of the client that shows {@code shown}.
     *
     * @throws TlsFatalAlert when it has a key with which it could not prove anything here, whatever is asked of it
     */
    TlsPeer judge(Certificate shown) throws IOException {
        if (shown.isEmpty()) return TlsPeer.NONE;
        var chain = new ArrayList<X509Certificate>();
        try {
            for (var each : shown.getCertificateList()) chain.add(Pem.certificate(each.getEncoded()));
            if (!verifiable(chain.get(0).getPublicKey()))
                throw new TlsFatalAlert(
                        AlertDescription.unsupported_certificate,
                        "client certificate with a key of type "
                                + chain.get(0).getPublicKey().getAlgorithm() + " that is not taken");
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "client certificate: unreadable", e);
        }
        return new TlsPeer(chain, path.check(chain));
    }

    /** Keys whose signatures cost a bounded time to verify. */
    private static boolean verifiable(PublicKey key) {
        if (key instanceof RSAPublicKey) return CertificatePath.isBounded(key);
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return bits == 256 || bits == 384 || bits == 521;
        }
        return key instanceof EdECPublicKey edec && edec.getParams().getName().equals("Ed25519");
    }

    /** What a client without a good certificate is told where one is required. RFC 5246, 7.2.2; RFC 8446, 6.2. */
    static TlsFatalAlert refusal(TlsPeer peer, ProtocolVersion version) {
        return new TlsFatalAlert(
                alert(peer.verdict(), TlsUtils.isTLSv13(version)),
                "client certificate required; "
                        + peer.reason().map(r -> "verified=no reason=" + r).orElse("none was shown")
                        + peer.subject().map(s -> " subject=" + s).orElse(""));
    }

    private static short alert(Verdict verdict, boolean tls13) {
        return switch (verdict) {
            case NONE -> tls13 ? AlertDescription.certificate_required : AlertDescription.handshake_failure;
            case EXPIRED, NOT_YET_VALID -> AlertDescription.certificate_expired;
            case REVOKED -> AlertDescription.certificate_revoked;
            case UNTRUSTED_ISSUER -> AlertDescription.unknown_ca;
            case WRONG_USAGE -> AlertDescription.unsupported_certificate;
            case NO_CURRENT_CRL -> AlertDescription.certificate_unknown;
            case VERIFIED,
                    WRONG_NAME,
                    NO_TLSA_MATCH,
                    NAME_NOT_ALLOWED,
                    BAD_SIGNATURE,
                    WEAK,
                    TOO_LONG,
                    UNREADABLE,
                    BAD_PATH -> AlertDescription.bad_certificate;
        };
    }
}
