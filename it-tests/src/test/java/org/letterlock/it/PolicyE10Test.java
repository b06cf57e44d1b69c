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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E10, E11: clients are asked for their certificate, and the verdict is only noted, or ends the handshake. */
class PolicyE10Test {
    @TempDir
    Path folder;

    private Certified certified;

    @BeforeEach
    void clients() throws Exception {
        certified = new Certified(folder);
        certified.root("clients");
        certified.root("others");
        certified.issue("good", "clients", 30, "subjectAltName=email:ann@example.org\nextendedKeyUsage=clientAuth\n");
        certified.issue("expired", "clients", -1, "subjectAltName=email:ann@example.org\n");
        certified.issue("server-only", "clients", 30, "extendedKeyUsage=serverAuth\n");
        certified.issue("foreign", "others", 30, "subjectAltName=email:ann@example.org\n");
    }

    private ConfiguredHouse house(String mode) throws Exception {
        var house = new ConfiguredHouse(folder);
        return house.start(
                house.configure("client-certificates = " + mode + ", client-authorities = clients.pem", """
                log { tls = json, tls-file = tls.log }
                listeners {
                  mx { service = mx, security = starttls, port = 0, address = "127.0.0.1" }
                  imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" }
                }
                """));
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

    private RealProgram.Result openssl(ConfiguredHouse house, String who, String... more) {
        var arguments = new java.util.ArrayList<>(List.of(
                "s_client",
                "-ign_eof",
                "-crlf",
                "-connect",
                "127.0.0.1:" + house.at("imaps").getPort()));
        if (!who.isEmpty()) arguments.addAll(List.of("-cert", who + ".pem", "-key", who + ".key"));
        arguments.addAll(List.of(more));
        return certified.openssl().reading("a LOGOUT\n").run(arguments.toArray(String[]::new));
    }

    @Test
    @DisplayName(
            "E10: with an expired, a foreign, a wrong certificate the mail is accepted, and the log says why it was not verified")
    void tried() throws Exception {
        try (var house = house("try")) {
            for (var who : List.of("good", "expired", "foreign", "server-only"))
                assertTrue(swaks(house, who).succeeded().text().contains("250 2."), who);
            assertTrue(openssl(house, "").succeeded().text().contains("a OK"));
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

    @ParameterizedTest
    @CsvSource({
        "expired,certificate expired,45",
        "foreign,unknown ca,48",
        "server-only,unsupported certificate,43",
        "'',certificate required,116"
    })
    @DisplayName("E11: the same certificates end the handshake, each with its alert")
    void required(String who, String alert, int number) throws Exception {
        try (var house = house("require")) {
            assertTrue(openssl(house, "good").succeeded().text().contains("a OK"));
            var said = openssl(house, who);
            assertTrue(
                    said.errors().contains("alert " + alert) && said.errors().contains("number " + number),
                    said::toString);
            if (who.isEmpty()) {
                var older = openssl(house, who, "-tls1_2").failed();
                assertTrue(older.errors().contains("alert number 40"), older::toString);
            }
        }
    }

    @Test
    @DisplayName("E11: a revoked certificate")
    void revoked() throws Exception {
        Files.writeString(folder.resolve("ca.conf"), """
                [ca]
                default_ca = here
                [here]
                database = index.txt
                default_md = sha256
                default_crl_days = 30
                certificate = clients.pem
                private_key = clients.key
                """);
        Files.writeString(folder.resolve("index.txt"), "");
        certified
                .openssl()
                .run("ca", "-config", "ca.conf", "-revoke", "good.pem")
                .succeeded();
        certified
                .openssl()
                .run("ca", "-config", "ca.conf", "-gencrl", "-out", "crl.pem")
                .succeeded();
        certified.issue("another", "clients", 30, "extendedKeyUsage=clientAuth\n");
        var house = new ConfiguredHouse(folder);
        try (house) {
            house.start(
                    house.configure(
                            "client-certificates = require, client-authorities = clients.pem, client-crls = [ crl.pem ]",
                            "listeners { imaps { service = imap, security = implicit, port = 0, address = \"127.0.0.1\" } }\n"));
            assertTrue(openssl(house, "another").succeeded().text().contains("a OK"));
            var said = openssl(house, "good");
            assertTrue(said.errors().contains("alert certificate revoked"), said::toString);
        }
    }

    @Test
    @DisplayName("S-C13: EXTERNAL is offered and works for whom the certificate is; not for others")
    void external() throws Exception {
        try (var house = house("try")) {
            var port = "127.0.0.1:" + house.at("imaps").getPort();
            try (var imap = certified
                    .openssl()
                    .talk("s_client", "-quiet", "-crlf", "-cert", "good.pem", "-key", "good.key", "-connect", port)) {
                imap.hear("AUTH=EXTERNAL");
                imap.say("a AUTHENTICATE EXTERNAL =").hear("a OK");
                imap.say("b SELECT INBOX").hear("b OK");
                imap.say("c LOGOUT").hear("c OK");
            }
            try (var imap = certified
                    .openssl()
                    .talk(
                            "s_client",
                            "-quiet",
                            "-crlf",
                            "-cert",
                            "expired.pem",
                            "-key",
                            "expired.key",
                            "-connect",
                            port)) {
                imap.hear("* OK");
                imap.say("a CAPABILITY").hear("a OK");
                assertTrue(imap.said().contains("AUTH=PLAIN") && !imap.said().contains("EXTERNAL"), imap::said);
                imap.say("b AUTHENTICATE EXTERNAL =").hear("b NO");
                imap.say("c LOGOUT").hear("c OK");
            }
        }
    }
}
