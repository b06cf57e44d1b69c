package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E7: the log has cipher, verdict, subject and SNI of each connection, as Exim's items or as JSON. */
class PolicyE7Test {
    @TempDir
    Path folder;

    private List<String> logged(String format) throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    log { tls = %s, tls-file = tls.log }
                    listeners { imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" } }
                    """.formatted(format)));
            try (var imap = RealProgram.of("openssl", folder)
                    .talk(
                            "s_client",
                            "-quiet",
                            "-crlf",
                            "-servername",
                            "mail.example.org",
                            "-connect",
                            "127.0.0.1:" + house.at("imaps").getPort())) {
                imap.hear("* OK");
                imap.say("a LOGIN ann@example.org \"" + ConfiguredHouse.PASSWORD + "\"")
                        .hear("a OK");
                imap.say("b LOGOUT").hear("b OK");
            }
        }
        var lines = Files.readAllLines(folder.resolve("tls.log"));
        assertTrue(lines.stream().noneMatch(l -> l.contains(ConfiguredHouse.PASSWORD)), lines::toString);
        assertEquals(2, lines.size(), lines::toString);
        return lines;
    }

    @Test
    @DisplayName("E7: X=, CV= and SNI= as Exim writes them")
    void exim() throws Exception {
        var lines = logged("exim");
        assertTrue(
                lines.get(0)
                        .matches(
                                "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d TLS session H=\\[127\\.0\\.0\\.1]:\\d+ P=imaps "
                                        + "X=TLS1\\.3:TLS_AES_\\d+_GCM_SHA\\d+:(128|256) CV=no SNI=mail\\.example\\.org RT=\\d+ms"),
                lines.get(0));
        assertTrue(lines.get(1).contains(" A=login:ann@example.org"), lines.get(1));
    }

    @Test
    @DisplayName("E7: as JSON, with stable keys")
    void json() throws Exception {
        var lines = logged("json");
        var first = lines.get(0);
        for (var key : new String[] {
            "time",
            "event",
            "result",
            "listener",
            "remote",
            "remote-port",
            "local-port",
            "protocol",
            "cipher",
            "cipher-iana",
            "cipher-bits",
            "group",
            "group-bits",
            "key",
            "key-bits",
            "certificate",
            "certificate-sha256",
            "resumed",
            "sni",
            "peer",
            "policy",
            "duration-ms"
        }) assertTrue(first.contains("\"" + key + "\":"), () -> key + " in " + first);
        assertTrue(first.contains("\"event\":\"tls-handshake\",\"result\":\"done\",\"listener\":\"imaps\""), first);
        assertTrue(first.contains("\"sni\":\"mail.example.org\",\"peer\":\"none\",\"policy\":\"current/mda\""), first);
        assertTrue(lines.get(1).contains("\"event\":\"tls-log-in\",\"result\":\"done\""), lines.get(1));
        assertTrue(lines.get(1).contains("\"account\":\"ann@example.org\""), lines.get(1));
        var parsed =
                RealProgram.of("python3", folder).run("-c", "import json;[json.loads(l) for l in open('tls.log')]");
        parsed.succeeded();
    }
}
