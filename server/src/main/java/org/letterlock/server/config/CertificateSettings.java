package org.letterlock.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.letterlock.tls.CertificateChain;
import org.letterlock.tls.DhGroup;
import org.letterlock.tls.DhParameters;
import org.letterlock.tls.OcspStaple;
import org.letterlock.tls.Passphrase;
import org.letterlock.tls.Pem;
import org.letterlock.tls.Pkcs12File;
import org.letterlock.tls.TlsIdentity;

/** The certificates that a section {@code tls} names, with the files they are in. */
final class CertificateSettings {
    private static final Duration EXPIRY_WARNING = Duration.ofDays(14);

    private static final List<String> KEYS = List.of("chain", "key", "pkcs12", "password-file", "ocsp", "names");

    private final TlsFiles files;
    private final String hostname;
    private final Clock clock;

    /** @param hostname what the server calls itself */
    CertificateSettings(TlsFiles files, String hostname, Clock clock) {
        this.files = files;
        this.hostname = hostname;
        this.clock = clock;
    }

    /**
     * What is there.
     *
     * @param sources the files of the identities
     * @param dh a group for DHE that stands behind a certificate. Policy C5
     */
    record Own(List<TlsIdentity> identities, List<String> sources, Optional<DhGroup> dh) {}

    Own read(Section s) {
        var identities = new ArrayList<TlsIdentity>();
        var sources = new ArrayList<String>();
        Optional<DhGroup> dh = Optional.empty();
        var soon = s.duration("expiry-warning", EXPIRY_WARNING);
        boolean selfSigned = s.flag("allow-self-signed", false);
        boolean ownDh = !s.has("dh-group");
        var roots = roots(s);
        for (var entry : s.list("certificates")) {
            for (var key : KEYS) entry.has(key); // all are known, wherever the reading of one ends
            Consumer<String> notes =
                    note -> files.warn(entry.origin(entry.has("pkcs12") ? "pkcs12" : "chain") + ": " + note);
            try {
                var identity = identity(entry, selfSigned, notes);
                var chain = identity.chain();
                var where = files.of(entry.text(entry.has("pkcs12") ? "pkcs12" : "chain", ""));
                for (var certificate : chain)
                    noteTime(entry.origin(entry.has("pkcs12") ? "pkcs12" : "chain"), certificate, where, soon);
                if (chain.size() > 1 || !selfSigned) noteMissing(chain, where, roots, notes);
                if (entry.has("ocsp"))
                    identity = identity.withStaple(
                            OcspStaple.read(files.of(entry.text("ocsp")), chain, roots, clock, notes));
                if (entry.has("names")) identity = identity.withNames(entry.texts("names", List.of()));
                identities.add(identity);
                sources.add(where.toString());
                if (ownDh && dh.isEmpty() && !entry.has("pkcs12")) dh = dh(entry, where);
            } catch (Pem.PemException e) {
                entry.problem(entry.has("pkcs12") ? "pkcs12" : "chain", String.valueOf(e.getMessage()));
            }
        }
        if (!identities.isEmpty() && identities.stream().noneMatch(i -> covers(i, hostname))) {
            files.warn(s.origin("certificates") + ": no certificate has the name " + hostname
                    + ", so clients that ask for it will not accept any (cert.name)");
        }
        return new Own(identities, sources, dh);
    }

    private TlsIdentity identity(Section entry, boolean selfSigned, Consumer<String> notes) throws Pem.PemException {
        var passphrase = Passphrase.NONE;
        if (entry.has("password-file")) {
            var file = files.of(entry.text("password-file"));
            secret(entry, "password-file", file, "this passphrase");
            passphrase = Passphrase.read(file);
        }
        if (entry.has("pkcs12")) {
            if (entry.has("chain") || entry.has("key"))
                entry.problem("pkcs12", "pkcs12 has chain and key in it; say either it or them");
            var file = files.of(entry.text("pkcs12"));
            secret(entry, "pkcs12", file, "this private key");
            return Pkcs12File.identity(file, passphrase, selfSigned, notes);
        }
        var chain = files.of(entry.text("chain"));
        var key = files.of(entry.text("key", entry.text("chain", "")));
        secret(entry, "key", key, "this private key");
        return Pem.identity(chain, key, passphrase, selfSigned, notes);
    }

    private static void secret(Section entry, String key, Path file, String what) {
        if (worldReadable(file))
            entry.problem(key, file + ": everybody on this machine can read " + what + "; chmod 600 " + file);
    }

    /** Who issued the last certificates of chains, as far as clients know them. */
    private List<X509Certificate> roots(Section s) {
        var roots = new ArrayList<X509Certificate>();
        if (s.has("roots")) {
            try {
                roots.addAll(Pem.certificates(files.of(s.text("roots"))));
            } catch (Pem.PemException e) {
                s.problem("roots", String.valueOf(e.getMessage()));
            }
        }
        return roots;
    }

    /** Policy C2. */
    private void noteMissing(
            List<X509Certificate> chain, Path file, List<X509Certificate> roots, Consumer<String> notes) {
        if (CertificateChain.missingIssuer(chain, roots).isEmpty()) return;
        CertificateChain.missingIssuer(chain, files.rootsOfThisMachine())
                .ifPresent(issuer -> notes.accept(file + ": the chain ends with certificate " + chain.size()
                        + ", whose issuer " + issuer
                        + " is not in the file, and no root that this machine knows; append"
                        + " its certificate, or name a file with the roots of your clients as tls.roots"
                        + " (cert.chain-incomplete)"));
    }

    private void noteTime(String origin, X509Certificate certificate, Path file, Duration soon) {
        var time = new CertificateTime(
                origin + ": " + file + ": the certificate of " + certificate.getSubjectX500Principal(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                soon);
        files.time(time);
        time.warning(clock.instant()).ifPresent(files::warn);
    }

    private Optional<DhGroup> dh(Section entry, Path file) {
        try {
            var group = DhParameters.in(Files.readString(file, StandardCharsets.ISO_8859_1));
            group.ifPresent(g -> files.dhParameters(file, g.text()));
            return group;
        } catch (InvalidAlgorithmParameterException e) {
            entry.problem("chain", file + ": " + e.getMessage());
        } catch (IOException e) {
            entry.problem("chain", file + ": cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean covers(TlsIdentity identity, String hostname) {
        int dot = hostname.indexOf('.');
        return identity.names().contains(hostname)
                || (dot > 0 && identity.names().contains("*" + hostname.substring(dot)));
    }

    static boolean worldReadable(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // not there, which is said elsewhere; or there are no such permissions
        }
    }
}
