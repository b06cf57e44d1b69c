package org.letterlock.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the other side showed of itself in a handshake, and what was found when it was looked at. Who showed a certificate
 * has proven to hold its key, whatever the verdict.
 *
 * @param chain leaf first; empty when none was shown, or none that can be read
 */
public record TlsPeer(List<X509Certificate> chain, Verdict verdict) {
    /** Nothing was shown. */
    public static final TlsPeer NONE = new TlsPeer(List.of(), Verdict.NONE);

    private static final int RFC822_NAME = 1; // GeneralName, RFC 5280, 4.2.1.6
    private static final int LONGEST_SUBJECT = 256;

    public TlsPeer {
        chain = List.copyOf(chain);
    }

    /** Whether the peer is who its certificate says, and why not. RFC 5280, 6. */
    public enum Verdict {
        /** No certificate was shown. */
        NONE("none"),
        VERIFIED("verified"),
        EXPIRED("expired"),
        NOT_YET_VALID("not-yet-valid"),
        UNTRUSTED_ISSUER("untrusted-issuer"),
        REVOKED("revoked"),
        /** Lists of revoked certificates are wanted, and there is no current one of an issuer on the path. */
        NO_CURRENT_CRL("no-current-crl"),
        /** The certificate, or an authority above it, is not for this. */
        WRONG_USAGE("wrong-usage"),
        /** It is not for the host that was asked for. */
        WRONG_NAME("wrong-name"),
        /** It is none of those that the domain published. RFC 7672. */
        NO_TLSA_MATCH("no-tlsa-match"),
        /** An authority above it may not issue certificates for this name. */
        NAME_NOT_ALLOWED("name-not-allowed"),
        BAD_SIGNATURE("bad-signature"),
        /** Its key or signature algorithm is too weak. */
        WEAK("weak"),
        TOO_LONG("too-long"),
        UNREADABLE("unreadable"),
        /** Anything else that RFC 5280 forbids. */
        BAD_PATH("bad-path");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** One word for logs. */
        public String text() {
            return text;
        }
    }

    /** Whether the peer showed a certificate, good or bad. */
    public boolean presented() {
        return verdict != Verdict.NONE;
    }

    public boolean verified() {
        return verdict == Verdict.VERIFIED;
    }

    /** Why a certificate that was shown was not verified, in one word for logs; empty when it was, or none was shown. */
    public Optional<String> reason() {
        return presented() && !verified() ? Optional.of(verdict.text()) : Optional.empty();
    }

    /** SHA-256 of the leaf, hexadecimal: it names the certificate. */
    public Optional<String> fingerprint() {
        if (chain.isEmpty()) return Optional.empty();
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(chain.get(0).getEncoded());
            return Optional.of(HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The leaf's subject as RFC 4514 writes it, without control characters and not longer than 256 characters. */
    public Optional<String> subject() {
        if (chain.isEmpty()) return Optional.empty();
        var name = chain.get(0).getSubjectX500Principal().getName();
        var shown = new StringBuilder();
        name.codePoints()
                .limit(LONGEST_SUBJECT)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c));
        return Optional.of(shown.toString());
    }

    /** The mail addresses (rfc822Name) in the leaf's subjectAltName; those with anything but printable ASCII are left out. */
    public Set<String> mailAddresses() {
        var found = new LinkedHashSet<String>();
        if (chain.isEmpty()) return found;
        try {
            var names = chain.get(0).getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (Integer.valueOf(RFC822_NAME).equals(name.get(0)) && name.get(1) instanceof String address) {
                    if (address.chars().allMatch(c -> c > ' ' && c < 0x7f)) found.add(address);
                }
            }
        } catch (CertificateParsingException e) {
            return Set.of();
        }
        return found;
    }
}
