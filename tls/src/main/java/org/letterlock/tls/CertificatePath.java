package org.letterlock.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.TlsPeer.Verdict;

/**
 * Looks whether a chain leads to an authority and may be used for a purpose. RFC 5280, 6. The work is bounded: a chain has at
 * most {@value #LONGEST} certificates, each is used once, no more than so many signatures of keys that came along are looked at, those keys
 * are of a bounded size, and nothing is fetched.
 */
final class CertificatePath {
    static final int LONGEST = 10;

    static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USE = "2.5.29.37.0";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final int DIGITAL_SIGNATURE = 0; // KeyUsage, RFC 5280, 4.2.1.3
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;
    private static final String DELTA_CRL = "2.5.29.27";
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    private static final int LARGEST_RSA_KEY = 8192;
    private static final int LARGEST_RSA_EXPONENT =
            Long.SIZE; // as long as the modulus it costs a hundred times as much

    private final Map<X500Principal, List<X509Certificate>> authorities = new HashMap<>();
    private final Map<X500Principal, List<X509CRL>> revocations = new HashMap<>();
    private final String purpose;
    private final Clock clock;

    /**
     * @param revocations lists of revoked certificates; when there is one, each certificate of a path needs a current list
     * @param purpose what the leaf shall be good for: an OID of RFC 5280, 4.2.1.12
     */
    CertificatePath(
            Collection<X509Certificate> authorities, Collection<X509CRL> revocations, String purpose, Clock clock) {
        for (var authority : authorities)
            this.authorities
                    .computeIfAbsent(authority.getSubjectX500Principal(), n -> new ArrayList<>())
                    .add(authority);
        for (var list : revocations)
            this.revocations
                    .computeIfAbsent(list.getIssuerX500Principal(), n -> new ArrayList<>())
                    .add(list);
        this.purpose = purpose;
        this.clock = clock;
    }

    /** What there is to say of {@code chain}, leaf first; the others in any order. */
    Verdict check(List<X509Certificate> chain) {
        if (chain.isEmpty()) return Verdict.NONE;
        if (chain.size() > LONGEST) return Verdict.TOO_LONG;
        var path = new ArrayList<X509Certificate>();
        var left = new Candidates(chain.subList(1, chain.size()));
        boolean forged = false;
        for (var next = chain.get(0); next != null; next = left.takeIssuer(next)) {
            path.add(next);
            var named = authorities.getOrDefault(next.getIssuerX500Principal(), List.of());
            for (var authority : named) if (signed(next, authority)) return check(path, authority);
            forged |= !named.isEmpty();
        }
        return forged ? Verdict.BAD_SIGNATURE : Verdict.UNTRUSTED_ISSUER;
    }

    /** The certificates behind the leaf, of which nobody knows yet who made them. */
    private static final class Candidates {
        private final List<X509Certificate> left;
        private int tries = LONGEST;

        Candidates(List<X509Certificate> certificates) {
            left = new ArrayList<>(certificates);
        }

        @Nullable
        X509Certificate takeIssuer(X509Certificate issued) {
            for (var candidate : left) {
                if (!candidate.getSubjectX500Principal().equals(issued.getIssuerX500Principal())) continue;
                if (tries-- == 0) return null;
                if (isBounded(candidate.getPublicKey()) && signed(issued, candidate)) {
                    left.remove(candidate);
                    return candidate;
                }
            }
            return null;
        }
    }

    /** Whether a signature of the key costs a bounded time to verify. */
    static boolean isBounded(PublicKey key) {
        return !(key instanceof RSAPublicKey rsa)
                || rsa.getModulus().bitLength() <= LARGEST_RSA_KEY
                        && rsa.getPublicExponent().bitLength() <= LARGEST_RSA_EXPONENT;
    }

    /** Whether {@code issuer} signed, with a key of a kind whose verification costs little. */
    static boolean signed(X509Certificate issued, X509Certificate issuer) {
        try {
            var key = issuer.getPublicKey();
            if (!(key instanceof RSAPublicKey || key instanceof ECPublicKey || key instanceof EdECPublicKey))
                return false;
            issued.verify(key);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private Verdict check(List<X509Certificate> path, X509Certificate authority) {
        try {
            // as a part of the path, what an authority's own certificate says of names and lengths counts as well
            boolean whole = authority.getBasicConstraints() >= 0 && signed(authority, authority);
            var all = new ArrayList<>(path);
            if (whole) all.add(authority);
            var anchor = whole
                    ? new TrustAnchor(authority.getSubjectX500Principal(), authority.getPublicKey(), null)
                    : new TrustAnchor(authority, null);
            var parameters = new PKIXParameters(Set.of(anchor));
            parameters.setRevocationEnabled(false); // below
            parameters.setDate(Date.from(clock.instant()));
            parameters.addCertPathChecker(new ExtendedKeyUsageIsKnown());
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(all), parameters);
            if (!usable(path) || !path.contains(authority) && !mayIssue(authority)) return Verdict.WRONG_USAGE;
            if (clock.instant().isAfter(authority.getNotAfter().toInstant())) return Verdict.EXPIRED;
            return revoked(path, authority);
        } catch (CertPathValidatorException e) {
            return verdict(e);
        } catch (CertificateParsingException e) {
            return Verdict.UNREADABLE;
        } catch (GeneralSecurityException e) {
            return Verdict.BAD_PATH;
        }
    }

    private static Verdict verdict(CertPathValidatorException failure) {
        var reason = failure.getReason();
        if (reason == BasicReason.EXPIRED) return Verdict.EXPIRED;
        if (reason == BasicReason.NOT_YET_VALID) return Verdict.NOT_YET_VALID;
        if (reason == BasicReason.INVALID_SIGNATURE) return Verdict.BAD_SIGNATURE;
        if (reason == BasicReason.ALGORITHM_CONSTRAINED) return Verdict.WEAK;
        if (reason == PKIXReason.INVALID_NAME) return Verdict.NAME_NOT_ALLOWED;
        if (reason == PKIXReason.INVALID_KEY_USAGE || reason == PKIXReason.NOT_CA_CERT) return Verdict.WRONG_USAGE;
        return Verdict.BAD_PATH;
    }

    /** The purpose must be the leaf's and everybody's above who names purposes; a client signs. RFC 5280, 4.2.1.3, 4.2.1.12. */
    private boolean usable(List<X509Certificate> path) throws CertificateParsingException {
        for (var certificate : path) {
            var uses = certificate.getExtendedKeyUsage();
            if (uses != null && !uses.contains(purpose) && !uses.contains(ANY_USE)) return false;
        }
        var use = path.get(0).getKeyUsage();
        return use == null || use[DIGITAL_SIGNATURE] || !purpose.equals(CLIENT_AUTH);
    }

    /** A certificate from before version 3 does not say; every other one must. RFC 5280, 4.2.1.3, 4.2.1.9. */
    private static boolean mayIssue(X509Certificate authority) {
        var use = authority.getKeyUsage();
        return authority.getVersion() < 3
                || authority.getBasicConstraints() >= 0 && (use == null || use[KEY_CERT_SIGN]);
    }

    private Verdict revoked(List<X509Certificate> path, X509Certificate authority) {
        if (revocations.isEmpty()) return Verdict.VERIFIED;
        boolean missing = false;
        for (int i = 0; i < path.size(); i++) {
            var issuer = i + 1 < path.size() ? path.get(i + 1) : authority;
            boolean current = false;
            for (var list : revocations.getOrDefault(issuer.getSubjectX500Principal(), List.of())) {
                if (!signed(list, issuer)) continue;
                if (list.getRevokedCertificate(path.get(i).getSerialNumber()) != null) return Verdict.REVOKED;
                current |= isCurrent(list);
            }
            missing |= !current;
        }
        return missing ? Verdict.NO_CURRENT_CRL : Verdict.VERIFIED;
    }

    private boolean isCurrent(X509CRL list) {
        var now = Date.from(clock.instant());
        return isWhole(list)
                && list.getNextUpdate() != null
                && !now.before(list.getThisUpdate())
                && !now.after(list.getNextUpdate());
    }

    /** Whether the list speaks of all that its issuer made, itself and for all reasons. RFC 5280, 5.2.4, 5.2.5. */
    static boolean isWhole(X509CRL list) {
        var critical = list.getCriticalExtensionOIDs();
        return (critical == null || critical.isEmpty())
                && list.getExtensionValue(DELTA_CRL) == null
                && list.getExtensionValue(ISSUING_DISTRIBUTION_POINT) == null;
    }

    /** RFC 5280, 6.3.3 (f), (g). */
    static boolean signed(X509CRL list, X509Certificate issuer) {
        var use = issuer.getKeyUsage();
        if (use != null && !use[CRL_SIGN]) return false;
        try {
            PublicKey key = issuer.getPublicKey();
            list.verify(key);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** Says that the extension is looked at, so that it may be critical. */
    private static final class ExtendedKeyUsageIsKnown extends PKIXCertPathChecker {
        @Override
        public void init(boolean forward) {}

        @Override
        public boolean isForwardCheckingSupported() {
            return true;
        }

        @Override
        public Set<String> getSupportedExtensions() {
            return Set.of(EXTENDED_KEY_USAGE);
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) {
            unresolved.remove(EXTENDED_KEY_USAGE);
        }
    }
}
