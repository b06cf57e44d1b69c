package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.tls.TlsVersion;

/** E18: options hang on what is known of the connection; what rule fired can be asked beforehand. */
class PolicyE18Test {
    private static final String RULES = """
              rules = [
                { when = "sni = *.old.example", versions = TLSv1.2 }
                { when = "account = boss@example.org", versions = [ TLSv1.3 ] }
                { when = "helo = *.strict.example and not protocol = TLSv1.3", ciphersuites = TLS_AES_256_GCM_SHA384, versions = TLSv1.3 }
              ]
            """;
    private static final String LISTENERS = """
            listeners {
              mx         { service = mx,         security = starttls, port = 0, address = "127.0.0.1" }
              submission { service = submission, security = starttls, port = 0, address = "127.0.0.1" }
              imaps      { service = imap,       security = implicit, port = 0, address = "127.0.0.1" }
              pop3s      { service = pop3,       security = implicit, port = 0, address = "127.0.0.1" }
            }
            """;

    @TempDir
    Path folder;

    private ConfiguredHouse house;

    @BeforeEach
    void run() throws Exception {
        house = new ConfiguredHouse(folder, "mx.old.example");
        house.start(house.configure(RULES, LISTENERS));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    @DisplayName("E18: the host that the ClientHello asks for chooses the versions")
    void theHostChooses() {
        for (var host : new String[] {"mx.old.example", "mail.example.org"}) {
            var shown = RealProgram.of("openssl", folder)
                    .run(
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + house.at("imaps").getPort(),
                            "-servername",
                            host,
                            "-CAfile",
                            house.file("ca.pem").toString())
                    .succeeded();
            var expected = host.equals("mx.old.example") ? "New, TLSv1.2" : "New, TLSv1.3";
            assertTrue(shown.text().contains(expected), shown::toString);
        }
    }

    @Test
    @DisplayName("E18: who logs in may ask for more than was agreed: 538 5.7.11, NO [PRIVACYREQUIRED], -ERR [SYS/PERM]")
    void anAccountMayWantMore() {
        var weak = house.clientTls("TLSv1.2");
        var strong = house.clientTls("TLS");
        try (var smtp = Wire.to(house.at("submission"))) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example.org").hear("250 ");
            smtp.say("STARTTLS").hear("220 ");
            smtp.tls(weak);
            smtp.say("EHLO client.example.org").hear("250 ");
            smtp.say("AUTH PLAIN " + plain("boss")).hear("538 5.7.11 Encryption too weak for this account: TLSv1.2");
            smtp.say("AUTH PLAIN " + plain("ann")).hear("235 ");
        }
        try (var smtp = Wire.to(house.at("submission"))) {
            smtp.hear("220 ");
            smtp.say("EHLO pc.strict.example").hear("250 ");
            smtp.say("STARTTLS").hear("220 ");
            smtp.tls(weak);
            smtp.say("EHLO pc.strict.example").hear("250 ");
            smtp.say("AUTH PLAIN " + plain("ann")).hear("538 5.7.11 ");
            smtp.say("EHLO pc.lax.example").hear("250 ");
            smtp.say("AUTH PLAIN " + plain("ann")).hear("235 ");
        }
        try (var imap = Wire.to(house.at("imaps"), weak)) {
            imap.hear("* OK");
            imap.say("a LOGIN boss@example.org \"" + ConfiguredHouse.PASSWORD + "\"")
                    .hear("a NO [PRIVACYREQUIRED] Encryption too weak");
            imap.say("b AUTHENTICATE PLAIN " + plain("boss")).hear("b NO [PRIVACYREQUIRED]");
        }
        try (var imap = Wire.to(house.at("imaps"), strong)) {
            imap.hear("* OK");
            imap.say("a LOGIN boss@example.org \"" + ConfiguredHouse.PASSWORD + "\"")
                    .hear("a OK");
        }
        try (var pop3 = Wire.to(house.at("pop3s"), weak)) {
            pop3.hear("+OK");
            pop3.say("AUTH PLAIN " + plain("boss")).hear("-ERR [SYS/PERM] Encryption too weak");
            pop3.say("AUTH PLAIN " + plain("ann")).hear("+OK");
        }
    }

    private static String plain(String user) {
        return Base64.getEncoder()
                .encodeToString(
                        ("\0" + user + "@example.org\0" + ConfiguredHouse.PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("E18: letterlock policy explain says which rule fires, and what comes of it")
    void explained() throws Exception {
        var file = house.configure("""
                  rules = [
                    { when = "remote in 192.0.2.0/24 and port = 25 and sni = mx.example", profile = ach-2014/msa }
                    { when = "remote in 192.0.2.0/24 and sni = none", starttls = false }
                    { when = "account = boss@example.org", versions = [ TLSv1.3 ] }
                  ]
                """, """
                listeners {
                  mx { service = mx, security = starttls, port = 25 }
                  submission { service = submission, security = starttls, port = 587 }
                }
                """);
        var program = RunnableJar.program(folder);
        var mx = program.run(
                        "policy",
                        "explain",
                        "--config",
                        file.toString(),
                        "--remote",
                        "192.0.2.7",
                        "--port",
                        "25",
                        "--sni",
                        "mx.example")
                .succeeded();
        int line = line(file, "profile = ach-2014/msa");
        assertTrue(mx.text().contains("listener mx, port 25, from 192.0.2.7, asking for mx.example"), mx::toString);
        assertTrue(mx.text().contains("ClientHello  ach-2014/msa: rule " + file + ":" + line), mx::toString);
        var other = program.run(
                        "policy",
                        "explain",
                        "--config",
                        file.toString(),
                        "--remote",
                        "198.51.100.7",
                        "--port",
                        "587",
                        "--account",
                        "boss",
                        "--json")
                .succeeded();
        assertTrue(
                other.text()
                        .contains("\"log-in\":{\"rule\":\"" + file + ":" + line(file, "boss@example.org")
                                + "\",\"policy\":\"current/msa\",\"versions\":[\"TLSv1.3\"]"),
                other::toString);
    }

    private static int line(Path file, String text) throws Exception {
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).contains(text)) return i + 1;
        throw new AssertionError(text);
    }

    @Test
    @DisplayName("E18: an embedder's predicate does the same")
    void predicate() {
        try (var mail = Letterlock.builder()
                .account("ann", "secret")
                .listen(Listener.IMAPS)
                .listen(Listener.POP3S)
                .tlsRule(f -> f.listener().equals("imaps"), p -> p.withVersions(Set.of(TlsVersion.TLS_1_2)))
                .tlsRule(
                        f -> f.account().equals(Optional.of("ann@example.test")),
                        p -> p.withVersions(Set.of(TlsVersion.TLS_1_3)))
                .start()) {
            try (var imap = Wire.to(mail.endpoint(Listener.IMAPS), mail.clientTls())) {
                assertEquals("TLSv1.2", imap.session().getProtocol());
            }
            try (var pop3 = Wire.to(mail.endpoint(Listener.POP3S), mail.clientTls())) {
                assertEquals("TLSv1.3", pop3.session().getProtocol());
            }
        }
    }
}
