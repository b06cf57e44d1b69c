package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.letterlock.Listener;

/** {@code letterlock send} as a process, at a server of ours and at one whose TLS is broken. G2, E12. */
class SendTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    private RealProgram.Result send(String... arguments) throws Exception {
        var file = house.work().resolve("m.eml");
        Files.writeString(file, "From: sender@else.test\nTo: " + ANN + "\nSubject: G2\n\nHello.\n");
        var all = new java.util.ArrayList<>(List.of("send", "--trace"));
        all.addAll(List.of(arguments));
        all.add(file.toString());
        return RunnableJar.program(house.work()).run(all.toArray(String[]::new));
    }

    @Test
    @DisplayName("G2: letterlock send prints protocol, suite, level and each reply")
    void theLevelReached() throws Exception {
        var via = "localhost:" + house.port(Listener.MX);
        var said = send("--via", via, "--level", "verify", "--ca", house.ca().toString())
                .succeeded()
                .text();
        assertTrue(said.contains("C: STARTTLS"), said);
        assertTrue(said.matches("(?s).*\ntls=TLSv1.3 cipher=TLS_\\w+ group=\\w+ peer=verified level=verify\n.*"), said);
        assertTrue(said.contains("<" + ANN + "> delivered 250 2.6.0 "), said);
        house.receivedFrom("sender@else.test");
    }

    @Test
    @DisplayName("G2, E12: plaintext at level may alone, over one fresh connection, behind a handshake that failed")
    void plaintextOnlyWhereItMayBe() throws Exception {
        try (var mx = new BrokenTls()) {
            var may = send("--via", "localhost:" + mx.port()).succeeded().text();
            assertTrue(may.contains("* once more, without TLS"), may);
            assertTrue(may.contains("tls=none level=none"), may);
            assertEquals(2, mx.greeted.size());
            assertEquals(1, mx.heard.stream().filter("STARTTLS"::equals).count());
        }
        try (var mx = new BrokenTls()) {
            var encrypt = send("--via", "localhost:" + mx.port(), "--level", "encrypt");
            assertEquals(1, encrypt.exit(), encrypt::toString);
            assertTrue(encrypt.text().contains("no TLS: validation-failure: "), encrypt::toString);
            assertEquals(1, mx.greeted.size());
            assertFalse(mx.heard.stream().anyMatch(c -> c.startsWith("MAIL")), () -> mx.heard.toString());
        }
    }

    /** Says that it knows STARTTLS, and does not. */
    private static final class BrokenTls implements AutoCloseable {
        final List<String> greeted = new CopyOnWriteArrayList<>();
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        BrokenTls() throws IOException {
            var thread = new Thread(this::serve, "broken-tls");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (var accepted = socket.accept();
                        var in = new BufferedReader(
                                new InputStreamReader(accepted.getInputStream(), StandardCharsets.ISO_8859_1))) {
                    greeted.add("220");
                    say(accepted, "220 mx");
                    for (var line = in.readLine(); line != null; line = in.readLine()) {
                        heard.add(line);
                        if (line.startsWith("EHLO")) say(accepted, "250-mx\r\n250 STARTTLS");
                        else if (line.equals("STARTTLS")) {
                            say(accepted, "220 go");
                            accepted.getInputStream().read();
                            say(accepted, "500 what?");
                            break;
                        } else if (line.equals("DATA")) {
                            say(accepted, "354 go");
                            while (!".".equals(in.readLine())) continue;
                            say(accepted, "250 taken");
                        } else say(accepted, "250 ok");
                    }
                } catch (IOException gone) {
                    continue;
                }
            }
        }

        private static void say(java.net.Socket to, String line) throws IOException {
            to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
