package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P7, the guide's open question: IKE group 14 "should work, not tested yet". It is here, with five clients, beside a prime of
 * our own and Exim's group of RFC 5114 (E16). The table is docs/interop-dh.md.
 */
class PolicyP7Test {
    private static final List<String> GROUPS = List.of("ffdhe2048", "modp14", "own", "rfc5114-23");

    @TempDir
    static Path folder;

    private static ConfiguredHouse house;

    @BeforeAll
    static void start() throws Exception {
        TlsProbe.copy("own2048.pem", folder.resolve("own.pem"));
        var listeners = new StringBuilder();
        for (var group : GROUPS)
            listeners.append(
                    "listeners.%s { service = imap, security = implicit, port = 0, tls { legacy = true, dh-group = \"%s\" } }\n"
                            .formatted(group, group.equals("own") ? "file:own.pem" : group));
        house = new ConfiguredHouse(folder);
        house.start(house.configure("profile = ach", listeners.toString()));
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    private static String port(String group) {
        return Integer.toString(house.at(group).getPort());
    }

    @Test
    @DisplayName("P7: OpenSSL takes modp14, and any other")
    void openSsl() {
        for (var group : GROUPS)
            assertEquals(
                    "DH, 2048 bits",
                    TlsProbe.key(TlsProbe.with(
                            folder, house.at(group), "", "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")));
    }

    @Test
    @DisplayName("P7: GnuTLS takes modp14 and any other; naming groups of RFC 7919, it gets one of those")
    void gnuTls() {
        var dhe = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA";
        for (var group : GROUPS) {
            assertTrue(gnuTls(group, dhe).contains("(DHE-FFDHE2048)"), group);
            var unnamed = gnuTls(group, dhe + ":-GROUP-ALL:+GROUP-SECP256R1");
            assertTrue(unnamed.contains("(DHE-CUSTOM2048)"), group + unnamed);
        }
    }

    private static String gnuTls(String group, String priority) {
        return RealProgram.of("gnutls-cli", folder)
                .run("--x509cafile", "ca.pem", "-p", port(group), "localhost", "--priority", priority)
                .succeeded()
                .text();
    }

    @Test
    @DisplayName("P7: NSS takes modp14, and any other")
    void nss() {
        for (var group : GROUPS) {
            var said = RealProgram.of("tstclnt", folder)
                    .run(
                            "-4",
                            "-h",
                            "localhost",
                            "-p",
                            port(group),
                            "-D",
                            "-o",
                            "-Q",
                            "-v",
                            "-V",
                            "tls1.2:tls1.2",
                            "-c",
                            ":009E");
            assertTrue((said.text() + said.errors()).contains("Key Exchange: 2048-bit DHE"), said::toString);
        }
    }

    @Test
    @DisplayName("P7: SunJSSE takes all; bctls takes modp14, and refuses a prime of our own")
    void java() throws Exception {
        var ports = GROUPS.stream().map(PolicyP7Test::port).toList();
        var named = JavaDhClients.said(folder, "ffdhe2048,secp256r1", ports);
        var unnamed = JavaDhClients.said(folder, "secp256r1", ports);
        for (var port : ports) {
            assertTrue(named.contains("SunJSSE " + port + " TLS_DHE_"), named); // ffdhe2048, since they name it
            assertTrue(named.contains("bctls " + port + " TLS_DHE_"), named);
            assertTrue(unnamed.contains("SunJSSE " + port + " TLS_DHE_"), unnamed);
        }
        assertTrue(unnamed.contains("bctls " + port("ffdhe2048") + " refused"), unnamed); // it named none. RFC 7919, 3
        assertTrue(unnamed.contains("bctls " + port("modp14") + " TLS_DHE_"), unnamed);
        assertTrue(unnamed.contains("bctls " + port("own") + " refused"), unnamed);
    }
}
