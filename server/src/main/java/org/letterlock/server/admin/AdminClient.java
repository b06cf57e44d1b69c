package org.letterlock.server.admin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Asks a running server through its {@link AdminSocket}. */
public final class AdminClient {
    static final int MAX_REQUEST = 64 * 1024;
    private static final int MAX_LINE = 16 << 20;

    private final Path socket;

    public AdminClient(Path socket) {
        this.socket = socket;
    }

    /**
     * Sends a request and hands each line of the answer on, parsed: texts, numbers, truths, lists and maps of these.
     *
     * @throws IOException when no server listens there, or it ended within the answer
     * @throws AdminRefusal when it does not do it
     */
    public void ask(AdminRequest request, Consumer<Map<String, Object>> each) throws IOException, AdminRefusal {
        try (var connection = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connection.connect(UnixDomainSocketAddress.of(socket));
            Channels.newOutputStream(connection).write((request.line() + "\n").getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedInputStream(Channels.newInputStream(connection));
            while (true) {
                var line = JsonLine.read(Lines.read(in, MAX_LINE)
                        .orElseThrow(() -> new IOException(socket + ": the server ended within its answer")));
                if (line.get("refused") instanceof String why) throw new AdminRefusal(why);
                if (line.containsKey("done")) return;
                if (line.get("line") instanceof Map<?, ?> object) each.accept(texts(object));
            }
        }
    }

    private static Map<String, Object> texts(Map<?, ?> object) {
        var copy = new LinkedHashMap<String, Object>();
        object.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
