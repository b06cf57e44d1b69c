package org.letterlock.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.letterlock.server.spelling.Nearest;
import org.letterlock.tls.DhGroup;
import org.letterlock.tls.DhParameters;
import org.letterlock.tls.TlsPolicy;

/** Key {@code dh-group}: a group by name, or {@code file:} and a PEM file. Each file is read and looked at once. */
final class DhSettings {
    private static final String FILE = "file:";
    private static final long LARGEST_FILE = 1 << 20;
    private final TlsFiles files;
    private final Map<Path, DhGroup> read = new HashMap<>();

    DhSettings(TlsFiles files) {
        this.files = files;
    }

    /** @param policy has what goes for a listener that says nothing */
    DhGroup read(Section s, TlsPolicy policy) {
        var otherwise = policy.dhGroup();
        var written = s.text("dh-group", otherwise.text());
        var where = written;
        DhGroup group;
        if (written.startsWith(FILE)) {
            var file = files.of(written.substring(FILE.length()));
            where = file.toString();
            try {
                group = read(file);
            } catch (InvalidAlgorithmParameterException e) {
                s.problem(
                        "dh-group",
                        "dh-group: " + file + ": " + e.getMessage()
                                + "; `letterlock dhparam` prints a good one, `letterlock dhparam --check` explains this one");
                return otherwise;
            }
        } else {
            var known = DhGroup.named(written);
            if (known.isEmpty()) {
                var names = DhGroup.known().stream().map(DhGroup::text).toList();
                s.problem(
                        "dh-group",
                        "dh-group is \"" + Section.printable(written) + "\"; it takes file:NAME.pem or one of "
                                + names.stream().collect(Collectors.joining(", "))
                                + Nearest.of(written, names)
                                        .map(n -> "; did you mean " + n + "?")
                                        .orElse(""));
                return otherwise;
            }
            group = known.get();
        }
        var weakness = group.weakness();
        if (weakness.isEmpty() || policy.legacy()) return group;
        s.problem(
                "dh-group",
                "dh-group: " + where + ": " + weakness.get()
                        + "; take ffdhe2048, or legacy = true if old clients leave no choice");
        return otherwise;
    }

    private DhGroup read(Path file) throws InvalidAlgorithmParameterException {
        var known = read.get(file);
        if (known != null) return known;
        try {
            if (Files.size(file) > LARGEST_FILE) throw new InvalidAlgorithmParameterException("larger than 1 MiB");
            var group = DhParameters.in(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .orElseThrow(() -> new InvalidAlgorithmParameterException(
                            "holds no block -----BEGIN DH PARAMETERS----- or X9.42 DH PARAMETERS"));
            read.put(file, group);
            return group;
        } catch (NoSuchFileException e) {
            throw new InvalidAlgorithmParameterException("there is no such file", e);
        } catch (IOException e) {
            throw new InvalidAlgorithmParameterException(
                    "cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
