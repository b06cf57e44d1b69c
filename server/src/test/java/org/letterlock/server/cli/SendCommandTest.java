package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.server.route.ZoneServer;

/** {@code letterlock send}, as a user types it, to a server of ours. */
class SendCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private void shows(String... texts) {
        for (var text : texts) assertTrue(out.toString().contains(text), () -> text + "\nnot in\n" + out + err);
    }

    private String message(String to) throws Exception {
        var file = folder.resolve("m.eml");
        Files.writeString(file, "From: Bob <bob@else.test>\nTo: " + to + "\nSubject: by send\n\nHello.\n.\n");
        return file.toString();
    }

    @Test
    void g2_protocolSuiteLevelAndReplies() throws Exception {
        try (var server = Letterlock.builder()
                .domain("example.test")
                .account("ann", "secret")
                .listen(Listener.MX)
                .start()) {
            var ca = folder.resolve("ca.pem");
            Files.writeString(ca, server.caPem());
            var via = "localhost:" + server.endpoint(Listener.MX).getPort();
            var file = message("ann@example.test");

            assertEquals(
                    0,
                    run("send", "--via", via, "--ca", ca.toString(), "--level", "verify", "--trace", file),
                    () -> out + "" + err);
            shows(
                    "C: EHLO ",
                    "S: 220 ",
                    "C: STARTTLS",
                    "* tls=TLSv1.3 cipher=TLS_AES_",
                    "C: MAIL FROM:<bob@else.test>",
                    " peer=verified level=verify",
                    "<ann@example.test> delivered 250 2.6.0 Message accepted");
            var mail = server.await(m -> true, Duration.ofSeconds(30));
            var text = new String(mail.bytes(), StandardCharsets.US_ASCII);
            assertTrue(text.contains("Subject: by send\r\n\r\nHello.\r\n.\r\n"), text);

            out.getBuffer().setLength(0);
            assertEquals(1, run("send", "--via", via, "--level", "verify", file), () -> out + "" + err);
            shows(
                    "tls=none level=none",
                    "no TLS: certificate-not-trusted: ",
                    "--ca FILE names an authority",
                    "<ann@example.test> transient 4.7.5 TLS failed");

            out.getBuffer().setLength(0);
            assertEquals(0, run("send", "--via", via, file));
            shows("tls=TLSv1.3", " peer=untrusted-issuer level=encrypt");
            assertFalse(out.toString().contains("C: "), "no trace unless asked for");

            out.getBuffer().setLength(0);
            assertEquals(1, run("send", "--via", via, "--to", "nobody@example.test", "--to", "ann@example.test", file));
            shows("<nobody@example.test> permanent 550 5.1.1 No such mailbox here", "<ann@example.test> delivered 250");
        }
    }

    @Test
    @DisplayName("level dane: as the signed records say, and not without them; --json for programs; REQUIRETLS")
    void g2_dane() throws Exception {
        try (var server = Letterlock.builder()
                        .domain("example.test")
                        .account("ann", "secret")
                        .listen(Listener.MX)
                        .start();
                var names = new ZoneServer()) {
            int port = server.endpoint(Listener.MX).getPort();
            var via = "localhost:" + port;
            var file = message("ann@example.test");
            assertEquals(0, run("send", "--via", via, "--json", file), () -> out + "" + err);
            shows(
                    "\"delivered\":true,\"level\":\"encrypt\",\"tls\":\"TLSv1.3\"",
                    "\"to\":\"ann@example.test\",\"outcome\":");
            var certificate = out.toString().replaceFirst("(?s).*\"certificate\":\"([0-9a-f]{64})\".*", "$1");

            names.signed(
                    "localhost",
                    "@ IN A 127.0.0.1\n_" + port + "._tcp IN TLSA 3 0 1 " + certificate + "\n",
                    Instant.now().plus(Duration.ofDays(1)));
            var anchors = folder.resolve("anchors");
            Files.writeString(anchors, names.anchors());
            var dns = "127.0.0.1:" + names.address().getPort();
            var trust = anchors.toString();
            out.getBuffer().setLength(0);
            assertEquals(
                    0,
                    run(
                            "send",
                            "--via",
                            via,
                            "--level",
                            "dane",
                            "--dns",
                            dns,
                            "--trust-anchors",
                            trust,
                            "--require-tls",
                            "--trace",
                            file),
                    () -> out + "" + err);
            shows(" level=dane", "C: MAIL FROM:<bob@else.test> SIZE=", " REQUIRETLS");

            names.forge("_" + port + "._tcp.localhost. 60 IN TLSA 3 0 1 " + "00".repeat(32));
            assertEquals(1, run("send", "--via", via, "--level", "dane", "--dns", dns, "--trust-anchors", trust, file));
            assertTrue(err.toString().contains("TLSA records cannot be had: "), () -> err.toString());
            out.getBuffer().setLength(0);
            assertEquals(1, run("send", "--via", via, "--require-tls", file));
            shows("<ann@example.test> permanent 5.7.10 the sender requires TLS, and the server is not verified");
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertEquals(3, run("send", "--via", "127.0.0.1:" + port, message("ann@example.test")));
        shows("<ann@example.test> transient 4.4.1 no connection: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost | HOST:PORT is needed",
                "::1:25 | HOST:PORT is needed",
                "localhost:70000 | there is no port 70000",
                "localhost:25 --level best | the levels are none, may, encrypt, verify, secure and dane, not best",
                "localhost:25 --dns 127.0.0.1 | signatures in DNS are for level dane",
                "localhost:25 --level dane --dns nowhere | --dns: ",
                "localhost:25 --json --trace | --json and --trace do not go together",
                "localhost:25 --level secure | --level secure needs --name",
                "localhost:25 --name a.test | names are for level secure",
                "localhost:25 --cert nowhere.pem | --cert and --key belong together",
                "localhost:25 --to ann | --to: an address is local-part@domain",
                "localhost:25 --from a@b@c | --from: text behind an address"
            })
    void wrongUsage(String line) throws Exception {
        var parts = line.split(" \\| ");
        var args = ("send --via " + parts[0] + " " + message("ann@example.test")).split(" ");
        assertEquals(2, run(args), () -> out + "" + err);
        assertTrue(err.toString().contains(parts[1]), () -> err.toString());
    }
}
