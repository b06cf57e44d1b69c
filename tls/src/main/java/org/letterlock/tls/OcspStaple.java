package org.letterlock.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.letterlock.tls.Pem.PemException;

/**
 * What an authority says of one certificate, kept in a file and shown to clients that ask for it: OCSP stapling. RFC 6066, 8;
 * RFC 8446, 4.4.2.1; RFC 6960.
 */
public final class OcspStaple {
    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final OCSPResponse response;
    private final Instant from;
    private final Instant until;
    private final Clock clock;

    private OcspStaple(OCSPResponse response, Instant from, Instant until, Clock clock) {
        this.response = response;
        this.from = from;
        this.until = until;
        this.clock = clock;
    }

    /**
     * The response in {@code file}, DER, looked at as a client would.
     *
     * @param chain of the certificate it shall be about
     * @param roots where the issuer may be that the chain leaves out
     * @param notes why it will not be shown, or that the certificate is revoked
     */
    public static OcspStaple read(
            Path file,
            List<X509Certificate> chain,
            Collection<X509Certificate> roots,
            Clock clock,
            Consumer<String> notes)
            throws PemException {
        try {
            var whole = new OCSPResp(Pem.octets(file));
            if (whole.getStatus() != OCSPResp.SUCCESSFUL || !(whole.getResponseObject() instanceof BasicOCSPResp basic))
                throw new PemException(
                        file,
                        "is no answer about a certificate (status " + whole.getStatus() + "); fetch it anew",
                        null);
            var issuer = issuer(chain, roots)
                    .orElseThrow(() -> new PemException(
                            file,
                            "cannot be checked without the certificate of "
                                    + chain.get(0).getIssuerX500Principal() + "; put it behind the leaf's in the chain",
                            null));
            var about = about(basic, chain.get(0), issuer)
                    .orElseThrow(() -> new PemException(
                            file, "is not about the certificate " + chain.get(0).getSubjectX500Principal(), null));
            if (!signed(basic, issuer, clock))
                throw new PemException(
                        file,
                        "is signed neither by " + issuer.getSubjectX500Principal()
                                + " nor by somebody it has named for that",
                        null);
            if (about.getNextUpdate() == null)
                throw new PemException(file, "does not say how long it holds, so clients would not take it", null);
            var staple = new OcspStaple(
                    whole.toASN1Structure(),
                    about.getThisUpdate().toInstant(),
                    about.getNextUpdate().toInstant(),
                    clock);
            say(file, staple, about.getCertStatus(), notes);
            return staple;
        } catch (IOException
                | OCSPException
                | OperatorCreationException
                | GeneralSecurityException
                | RuntimeException e) {
            throw new PemException(file, "is no OCSP response that can be read: " + e.getMessage(), e);
        }
    }

    private static void say(Path file, OcspStaple staple, CertificateStatus status, Consumer<String> notes) {
        if (!staple.holdsNow())
            notes.accept(file + ": the OCSP response holds from " + staple.from + " until " + staple.until
                    + ", so it is not sent; fetch a new one (cert.ocsp-stale)");
        if (status instanceof RevokedStatus)
            notes.accept(file + ": the authority says that the certificate is revoked; get another one (cert.revoked)");
        else if (status != CertificateStatus.GOOD)
            notes.accept(file + ": the authority says that it does not know the certificate (cert.ocsp-unknown)");
    }

    private static Optional<X509Certificate> issuer(List<X509Certificate> chain, Collection<X509Certificate> roots) {
        if (chain.size() > 1) return Optional.of(chain.get(1));
        return roots.stream()
                .filter(r -> r.getSubjectX500Principal().equals(chain.get(0).getIssuerX500Principal()))
                .filter(r -> CertificatePath.signed(chain.get(0), r))
                .findFirst();
    }

    private static Optional<SingleResp> about(BasicOCSPResp basic, X509Certificate leaf, X509Certificate issuer)
            throws GeneralSecurityException, OCSPException {
        var holder = new JcaX509CertificateHolder(issuer);
        for (var single : basic.getResponses()) {
            if (single.getCertID().getSerialNumber().equals(leaf.getSerialNumber())
                    && single.getCertID().matchesIssuer(holder, new BcDigestCalculatorProvider()))
                return Optional.of(single);
        }
        return Optional.empty();
    }

    /** By the issuer, or by somebody for whom it made a certificate for this. RFC 6960, 4.2.2.2. */
    private static boolean signed(BasicOCSPResp basic, X509Certificate issuer, Clock clock)
            throws OperatorCreationException, OCSPException, GeneralSecurityException {
        if (signed(basic, issuer)) return true;
        for (X509CertificateHolder each : basic.getCerts()) {
            var delegate = new JcaX509CertificateConverter().getCertificate(each);
            if (mayAnswer(delegate, issuer, clock) && signed(basic, delegate)) return true;
        }
        return false;
    }

    private static boolean mayAnswer(X509Certificate delegate, X509Certificate issuer, Clock clock)
            throws CertificateParsingException {
        var uses = delegate.getExtendedKeyUsage();
        var now = java.util.Date.from(clock.instant());
        return uses != null
                && uses.contains(OCSP_SIGNING)
                && !now.before(delegate.getNotBefore())
                && !now.after(delegate.getNotAfter())
                && CertificatePath.signed(delegate, issuer);
    }

    private static boolean signed(BasicOCSPResp basic, X509Certificate by)
            throws OperatorCreationException, OCSPException {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(by.getPublicKey()));
        } catch (OCSPException e) {
            return false; // another kind of key
        }
    }

    private boolean holdsNow() {
        var now = clock.instant();
        return !now.isBefore(from.minus(CLOCKS_DIFFER)) && !now.isAfter(until);
    }

    /** The response, while it holds. */
    Optional<OCSPResponse> response() {
        return holdsNow() ? Optional.of(response) : Optional.empty();
    }
}
