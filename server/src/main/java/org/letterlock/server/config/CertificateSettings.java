package org.letterlock.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.tls.Pem;
import org.letterlock.tls.TlsIdentity;

/** The certificates that a section {@code tls} names, with the files they are in. */
final class CertificateSettings {
    private final Path folder;
    private final String hostname;
    private final Instant now;
    private final List<String> warnings;

    /**
     * @param folder where relative names start
     * @param hostname what the server calls itself
     * @param warnings what is noticed is added here
     */
    CertificateSettings(Path folder, String hostname, Instant now, List<String> warnings) {
        this.folder = folder;
        this.hostname = hostname;
        this.now = now;
        this.warnings = warnings;
    }

    List<TlsIdentity> read(Section s) {
        var identities = new ArrayList<TlsIdentity>();
        for (var entry : s.list("certificates")) {
            var chain = folder.resolve(entry.text("chain"));
            var key = folder.resolve(entry.text("key", entry.text("chain", "")));
            try {
                if (worldReadable(key)) {
                    entry.problem(
                            "key", key + ": everybody on this machine can read this private key; chmod 600 " + key);
                }
                var identity = Pem.identity(chain, key, false);
                identities.add(identity);
                for (var certificate : identity.chain()) warnOfTime(certificate, entry.origin("chain") + ": " + chain);
            } catch (Pem.PemException e) {
                entry.problem("chain", String.valueOf(e.getMessage()));
            }
        }
        if (!identities.isEmpty() && identities.stream().noneMatch(i -> covers(i, hostname))) {
            warn(s.origin("certificates") + ": no certificate has the name " + hostname
                    + ", so clients that ask for it will not accept any");
        }
        return identities;
    }

    private void warnOfTime(X509Certificate certificate, String where) {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        var name = certificate.getSubjectX500Principal();
        if (now.isAfter(until)) warn(where + ": the certificate of " + name + " expired on " + until);
        if (now.isBefore(from)) warn(where + ": the certificate of " + name + " is not valid before " + from);
    }

    /** Once, though every listener reads what stands for all. */
    private void warn(String warning) {
        if (!warnings.contains(warning)) warnings.add(warning);
    }

    private static boolean covers(TlsIdentity identity, String hostname) {
        int dot = hostname.indexOf('.');
        return identity.names().contains(hostname)
                || (dot > 0 && identity.names().contains("*" + hostname.substring(dot)));
    }

    private static boolean worldReadable(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (java.io.IOException | UnsupportedOperationException e) {
            return false; // not there, which is said elsewhere; or there are no such permissions
        }
    }
}
