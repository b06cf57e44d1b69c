package org.letterlock.server.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/** Section {@code admin}: where the operator's commands reach a running server. */
public final class AdminSettings {
    /** Octets of a socket's name: what the least of the systems takes. */
    private static final int LONGEST = 100;

    private AdminSettings() {}

    /** Beside the mail, where that is on disk and the name is not too long for a socket. */
    static Optional<Path> read(Section root, Path folder) {
        var admin = root.section("admin");
        if (admin.has("socket")) return Optional.of(folder.resolve(admin.text("socket")));
        var storage = root.partOf("storage");
        if (!storage.text("kind", "disk").equals("disk")) return Optional.empty();
        var beside =
                folder.resolve(storage.text("directory", "store")).normalize().resolve("admin.sock");
        return beside.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? Optional.of(beside)
                : Optional.empty();
    }

    /**
     * What a configuration file says of it; nothing else in the file is looked at.
     *
     * @throws ConfigProblems when the file cannot be read, or names no socket
     */
    public static Path socketIn(Path file) throws ConfigProblems {
        var problems = new Problems(file.toString());
        var root = ConfigFile.read(file, ConfigFile.text(file), problems);
        var socket = read(root, file.toAbsolutePath().resolveSibling(""));
        var lines = new ArrayList<>(problems.lines());
        if (lines.isEmpty() && socket.isEmpty())
            lines.add(file + ": it names no admin.socket, so nothing can be asked of the server that it describes");
        if (!lines.isEmpty()) throw new ConfigProblems(lines);
        return socket.orElseThrow();
    }
}
