package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that comes with a session of another server, one that takes early data. RFC 8446, 4.2.10. */
class EarlyDataTest {
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);

    @TempDir
    Path directory;

    @BeforeAll
    static void openSsl() {
        OpenSsl.needed();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** A session of openssl's server, in the file {@code session}. */
    private void sessionOfAnother() throws Exception {
        OpenSsl.run(
                "",
                List.of(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=localhost",
                        "-keyout",
                        file("key"),
                        "-out",
                        file("cert")));
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var server = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-key",
                        file("key"),
                        "-cert",
                        file("cert"),
                        "-early_data")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server").toFile())
                .start();
        try {
            awaitListening(port, server);
            var client = new ProcessBuilder(
                            "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-sess_out", file("session"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("client").toFile())
                    .start();
            try {
                var session = directory.resolve("session");
                for (int i = 0; i < 200 && !(Files.exists(session) && Files.size(session) > 0); i++)
                    assertFalse(client.waitFor(50, TimeUnit.MILLISECONDS), "openssl s_client ended");
            } finally {
                client.destroy();
            }
        } finally {
            server.destroy();
        }
    }

    private static void awaitListening(int port, Process server) {
        while (server.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("openssl s_server ended");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 16_000})
    @DisplayName("0-RTT never: early data is refused, thrown away and reaches nobody; the handshake is a full one")
    void refused(int length) throws Exception {
        sessionOfAnother();
        Files.writeString(directory.resolve("early"), "SECRET ".repeat(length).substring(0, length));
        try (var server = new EchoServer(MSA, Keys.both(), List.of())) {
            var said =
                    OpenSsl.client(server.port(), "-tls1_3", "-sess_in", file("session"), "-early_data", file("early"));
            assertTrue(said.contains("Early data was rejected"), said);
            assertTrue(said.contains("farewell"), said);
            assertFalse(said.substring(said.indexOf("---")).contains("SECRET"), said);
            assertTrue(said.contains("New, TLSv1.3"), said);
            var facts = server.nextDone();
            assertFalse(facts.resumed());
            assertEquals("TLSv1.3", facts.protocol());
            assertTrue(server.failed.isEmpty());
        }
    }

    @Test
    void noSessionOfTls13IsGiven() throws Exception {
        try (var server = new EchoServer(MSA, Keys.both(), List.of())) {
            OpenSsl.client(server.port(), "-tls1_3", "-sess_out", file("session"));
            server.nextDone();
            assertFalse(Files.exists(directory.resolve("session")));
        }
    }
}
