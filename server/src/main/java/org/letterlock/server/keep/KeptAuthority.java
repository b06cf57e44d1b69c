package org.letterlock.server.keep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.Pem;
import org.letterlock.tls.Pem.PemException;
import org.letterlock.tls.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authority that stays: {@code ca.pem}, its key {@code ca-key.pem}, and one leaf with its key for each kind of key. Who trusts
 * {@code ca.pem} trusts the server also after a restart. A leaf is issued anew, below the same authority, when its end is near,
 * when the server has other names, or when it is not this authority's. docs/decisions/0714. Thread-safe.
 */
public final class KeptAuthority implements Issuer {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAuthority.class);
    private static final Duration AUTHORITY = Duration.ofDays(3650);
    private static final Duration LEAF = Duration.ofDays(365);
    private static final Duration SOON = Duration.ofDays(90);
    private static final String CA = "ca.pem";
    private static final String CA_KEY = "ca-key.pem";

    private final OwnersFolder folder;
    private final CertificateAuthority authority;
    private final SecureRandom random;
    private final Clock clock;

    private KeptAuthority(OwnersFolder folder, CertificateAuthority authority, SecureRandom random, Clock clock) {
        this.folder = folder;
        this.authority = authority;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Takes the authority in {@code folder}; makes one where there is none or where its time is over.
     *
     * @param name the common name of a new one
     * @param clock of clients: what decides whether a certificate is valid
     * @throws IOException also when what is there cannot be used: it is never replaced while it is valid, since clients trust it
     */
    public static KeptAuthority open(OwnersFolder folder, String name, SecureRandom random, Clock clock)
            throws IOException, GeneralSecurityException {
        return new KeptAuthority(folder, authority(folder, name, random, clock), random, clock);
    }

    private static CertificateAuthority authority(OwnersFolder folder, String name, SecureRandom random, Clock clock)
            throws IOException, GeneralSecurityException {
        boolean hasKey = folder.check(CA_KEY);
        if (folder.check(CA)) {
            if (!hasKey)
                throw new IOException(folder.file(CA) + ": its key " + CA_KEY + " is missing; put it back, or move "
                        + CA + " away to have a new authority");
            try {
                var certificate = Pem.certificates(folder.file(CA)).get(0);
                if (certificate.getNotAfter().toInstant().isAfter(clock.instant()))
                    return CertificateAuthority.of(
                            certificate, Pem.privateKey(folder.file(CA_KEY)), random, clock.instant(), LEAF);
                LOG.warn(
                        "{}: valid until {}; a new authority is made, and clients have to be told of it",
                        folder.file(CA),
                        certificate.getNotAfter().toInstant());
            } catch (PemException e) {
                throw new IOException(e.getMessage(), e);
            } catch (GeneralSecurityException e) {
                throw new IOException(folder.file(CA) + ": " + e.getMessage(), e);
            }
        }
        var keys = CertificateAuthority.newKeys(KeyType.EC, random);
        var made = CertificateAuthority.create(name, keys, random, clock.instant(), AUTHORITY);
        folder.write(CA_KEY, Pem.text(keys.getPrivate())); // the certificate last: without it there is no authority
        folder.write(CA, made.pem());
        return CertificateAuthority.of(made.certificate(), keys.getPrivate(), random, clock.instant(), LEAF);
    }

    @Override
    public String pem() {
        return authority.pem();
    }

    @Override
    public synchronized TlsIdentity issue(KeyType type, Collection<String> names)
            throws GeneralSecurityException, IOException {
        var file = type.name().toLowerCase(Locale.ROOT) + ".pem"; // leaf and key in one, so that they always fit
        if (folder.check(file)) {
            try {
                var kept = Pem.identity(folder.file(file), folder.file(file), false);
                if (fits(kept.leaf(), type, names)) return kept;
            } catch (PemException e) {
                LOG.warn("{}; another is issued", e.getMessage());
            }
        }
        var keys = CertificateAuthority.newKeys(type, random);
        var issued = authority.issue(keys, names);
        folder.write(file, Pem.text(List.of(issued.leaf())) + Pem.text(keys.getPrivate()));
        return issued;
    }

    private boolean fits(X509Certificate leaf, KeyType type, Collection<String> names) {
        var now = clock.instant();
        var enough = now.plus(SOON);
        var last = authority.certificate().getNotAfter().toInstant(); // no leaf lives longer
        boolean lasts = leaf.getNotAfter().toInstant().isAfter(enough.isBefore(last) ? enough : now);
        try {
            leaf.verify(authority.certificate().getPublicKey());
            return lasts
                    && type.name().equals(leaf.getPublicKey().getAlgorithm())
                    && names(leaf).equals(normal(names));
        } catch (GeneralSecurityException e) {
            return false; // another authority's
        }
    }

    private static Set<String> names(X509Certificate leaf) throws CertificateParsingException {
        var names = new HashSet<String>();
        var all = leaf.getSubjectAlternativeNames();
        if (all != null) for (var name : all) names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
        return normal(names);
    }

    /** Names as they compare: an IPv6 address has several spellings. */
    private static Set<String> normal(Collection<String> names) {
        var normal = new HashSet<String>();
        for (var name : names) normal.add(name.indexOf(':') < 0 ? name.toLowerCase(Locale.ROOT) : address(name));
        return normal;
    }

    private static String address(String text) {
        try {
            return InetAddress.getByName(text).getHostAddress(); // with a colon it is an address, and nobody is asked
        } catch (UnknownHostException e) {
            return text;
        }
    }
}
