package org.letterlock.server.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a stream, none longer than its reader wants. */
final class Lines {
    private Lines() {}

    /** The next line without its end; nothing behind the last. @throws IOException also when it is longer */
    static Optional<String> read(InputStream in, int max) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) return Optional.empty();
            if (line.size() == max) throw new IOException("a line longer than " + max);
            line.write(c);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }
}
