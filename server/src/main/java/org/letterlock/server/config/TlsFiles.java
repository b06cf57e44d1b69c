package org.letterlock.server.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.CertificateChain;

/** The files that the TLS part of a configuration names, and what was noticed in them, for one reading. */
final class TlsFiles {
    private final Path folder;
    private final List<String> warnings;
    private final Set<Path> files = new LinkedHashSet<>();
    private final Map<Path, String> dhParameters = new LinkedHashMap<>();
    private final Set<CertificateTime> times = new LinkedHashSet<>();
    private @Nullable List<X509Certificate> roots;

    /**
     * @param folder where relative names start
     * @param warnings what is noticed is added here
     */
    TlsFiles(Path folder, List<String> warnings) {
        this.folder = folder;
        this.warnings = warnings;
    }

    /** Where relative names start. */
    Path folder() {
        return folder;
    }

    /** The file of that name. */
    Path of(String name) {
        var file = folder.resolve(name);
        files.add(file);
        return file;
    }

    /** Once, though every listener reads what stands for all. */
    void warn(String warning) {
        if (!warnings.contains(warning)) warnings.add(warning);
    }

    /** Notes a group for DHE that stands behind a certificate and is used. */
    void dhParameters(Path file, String group) {
        dhParameters.put(file, group);
    }

    /** Notes when a certificate holds. */
    void time(CertificateTime time) {
        times.add(time);
    }

    /** Read when the first asks: most chains end with a root or an issuer that was named. */
    List<X509Certificate> rootsOfThisMachine() {
        var known = roots;
        if (known == null) {
            known = CertificateChain.rootsOfThisMachine();
            roots = known;
        }
        return known;
    }

    Set<Path> all() {
        return Set.copyOf(files);
    }

    Set<CertificateTime> times() {
        return Collections.unmodifiableSet(times);
    }

    Map<Path, String> dhParameters() {
        return Map.copyOf(dhParameters);
    }
}
