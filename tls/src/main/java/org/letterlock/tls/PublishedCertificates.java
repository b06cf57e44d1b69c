package org.letterlock.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.letterlock.tls.TlsPeer.Verdict;

/** The TLSA records of one host, and whether a chain is what they say. RFC 7671, RFC 7672. */
final class PublishedCertificates {
    private final List<Tlsa> records;
    private final List<String> names;
    private final Clock clock;

    PublishedCertificates(Collection<Tlsa> records, Collection<String> names, Clock clock) {
        var usable = records.stream().filter(Tlsa::usable).toList();
        this.records = usable.stream().filter(r -> !outdone(r, usable)).toList();
        this.names = List.copyOf(names);
        this.clock = clock;
    }

    /** A weaker digest does not count where a stronger one of the same thing is published. RFC 7671, 9. */
    private static boolean outdone(Tlsa record, List<Tlsa> all) {
        return record.matchingType() == Tlsa.SHA_256
                && all.stream()
                        .anyMatch(r -> r.matchingType() == Tlsa.SHA_512
                                && r.usage() == record.usage()
                                && r.selector() == record.selector());
    }

    /** Whether none of the records can be used. */
    boolean isEmpty() {
        return records.isEmpty();
    }

    /** What there is to say of {@code chain}, leaf first. */
    Verdict check(List<X509Certificate> chain) {
        // neither its names nor its dates count: the record says it all. RFC 7672, 3.1.1
        if (matches(Tlsa.DANE_EE, chain.get(0))) return Verdict.VERIFIED;
        if (chain.size() > CertificatePath.LONGEST) return Verdict.TOO_LONG;
        var authorities = new ArrayList<X509Certificate>();
        for (var above : chain.subList(1, chain.size())) if (matches(Tlsa.DANE_TA, above)) authorities.add(above);
        authorities.addAll(published());
        if (authorities.isEmpty()) return Verdict.NO_TLSA_MATCH;
        var verdict = TlsTrust.serverPath(authorities, clock).check(chain);
        if (verdict == Verdict.UNTRUSTED_ISSUER) return Verdict.NO_TLSA_MATCH;
        if (verdict != Verdict.VERIFIED) return verdict;
        return names.stream().anyMatch(n -> TlsTrust.isFor(chain.get(0), n)) ? verdict : Verdict.WRONG_NAME;
    }

    private boolean matches(int usage, X509Certificate certificate) {
        return records.stream()
                .anyMatch(r -> r.usage() == usage && association(r, certificate).equals(r.association()));
    }

    /** Authorities that stand in the records whole: a server need not send those. RFC 7671, 5.2.2. */
    private List<X509Certificate> published() {
        var all = new ArrayList<X509Certificate>();
        for (var record : records) {
            if (record.usage() != Tlsa.DANE_TA
                    || record.selector() != Tlsa.WHOLE
                    || record.matchingType() != Tlsa.ITSELF) continue;
            try {
                all.add(Pem.certificate(HexFormat.of().parseHex(record.association())));
            } catch (GeneralSecurityException e) {
                continue; // it matches nothing
            }
        }
        return all;
    }

    private static String association(Tlsa record, X509Certificate certificate) {
        try {
            byte[] selected = record.selector() == Tlsa.WHOLE
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] said = switch (record.matchingType()) {
                case Tlsa.SHA_256 -> MessageDigest.getInstance("SHA-256").digest(selected);
                case Tlsa.SHA_512 -> MessageDigest.getInstance("SHA-512").digest(selected);
                default -> selected;
            };
            return HexFormat.of().formatHex(said);
        } catch (GeneralSecurityException e) {
            return "";
        }
    }
}
