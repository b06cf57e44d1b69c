package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E10: clients are asked for their certificate, and the verdict is only noted. */
class PolicyE10Test {
    @TempDir
    Path folder;

    private ClientCertificates clients;

    @BeforeEach
    void clients() throws Exception {
        clients = new ClientCertificates(folder);
    }

    private RealProgram.Result swaks(ConfiguredHouse house, String who) {
        return RealProgram.of("swaks", folder)
                .run(
                        "--server",
                        "127.0.0.1:" + house.at("mx").getPort(),
                        "--tls",
                        "--tls-cert",
                        who + ".pem",
                        "--tls-key",
                        who + ".key",
                        "--from",
                        "sender@example.net",
                        "--to",
                        "ann@example.org");
    }

    @Test
    @DisplayName(
            "E10: with an expired, a foreign, a wrong certificate the mail is accepted, and the log says why it was not verified")
    void tried() throws Exception {
        try (var house = clients.house("try")) {
            for (var who : List.of("good", "expired", "foreign", "server-only"))
                assertTrue(swaks(house, who).succeeded().text().contains("250 2."), who);
            assertTrue(clients.greets(house.at("imaps").getPort(), "")
                    .succeeded()
                    .text()
                    .contains("a OK"));
        }
        var lines = Files.readAllLines(folder.resolve("tls.log"));
        assertEquals(5, lines.size(), lines::toString);
        says(lines.get(0), "verified", "CN=good,O=Example");
        says(lines.get(1), "expired", "CN=expired,O=Example");
        says(lines.get(2), "untrusted-issuer", "CN=foreign,O=Example");
        says(lines.get(3), "wrong-usage", "CN=server-only,O=Example");
        assertTrue(lines.get(4).contains("\"peer\":\"none\""), lines.get(4));
    }

    private static void says(String line, String verdict, String subject) {
        assertTrue(line.contains("\"peer\":\"" + verdict + "\",\"peer-subject\":\"" + subject + "\""), line);
    }
}
