package org.letterlock.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.letterlock.server.log.TlsLogFormat;
import org.letterlock.server.log.TlsRecording;

/** Section {@code log}, and where the secrets of TLS go if somebody must have them. */
final class LogSettings {
    private LogSettings() {}

    /** Which handshakes have a line. */
    private enum Lines {
        ALL,
        FAILURES
    }

    static TlsRecording read(Section root, Path folder, String hostname) {
        var log = root.section("log");
        var format = log.choice("tls", TlsLogFormat.class, TlsLogFormat.POSTFIX);
        var lines = log.choice("tls-lines", Lines.class, Lines.ALL);
        return new TlsRecording(
                format, lines == Lines.ALL, file(log, "tls-file", folder), hostname, file(log, "key-log", folder));
    }

    /** A file that need not be there yet, in a folder that must. */
    private static Optional<Path> file(Section s, String key, Path folder) {
        if (!s.has(key)) return Optional.empty();
        var file = folder.resolve(s.text(key));
        var in = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) s.problem(key, "log." + key + ": " + file + " is a folder");
        else if (in == null || !Files.isDirectory(in)) s.problem(key, "log." + key + ": there is no folder " + in);
        else if (!Files.isWritable(Files.exists(file) ? file : in))
            s.problem(key, "log." + key + ": " + file + " cannot be written");
        return Optional.of(file);
    }
}
