package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server against openssl's client over sockets. */
class OpenSslHandshakeTest {
    private static final TlsPolicy MX = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);
    private static final TlsPolicy ACH = TlsPolicy.of(TlsProfile.ACH, TlsRole.MDA);
    private static final String ANY = "ALL:@SECLEVEL=0";

    @TempDir
    Path directory;

    @BeforeAll
    static void openSsl() {
        OpenSsl.needed();
    }

    private static EchoServer server(TlsPolicy policy) throws Exception {
        return new EchoServer(policy, Keys.both(), List.of());
    }

    @ParameterizedTest
    @CsvSource({"-tls1,TLSv1", "-tls1_1,TLSv1.1", "-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
    @DisplayName("G15 a receiving MTA speaks all versions, with an ECDSA and with an RSA key")
    void g15_allVersions(String option, String version) throws Exception {
        for (var keys : List.of(TlsIdentities.of(Keys.EC), TlsIdentities.of(Keys.RSA))) {
            try (var server = new EchoServer(MX, keys, List.of())) {
                var said = OpenSsl.client(server.port(), option, "-cipher", ANY);
                assertTrue(said.contains("farewell"), said);
                assertEquals(version, server.nextDone().protocol());
            }
        }
    }

    @Test
    @DisplayName("G15 the guide's example: TLS 1.0 with AES128-SHA on port 25, an alert on 587")
    void g15_example() throws Exception {
        try (var mx = server(MX);
                var msa = server(MSA)) {
            assertTrue(OpenSsl.client(mx.port(), "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0")
                    .contains("farewell"));
            assertEquals("AES128-SHA", mx.nextDone().cipher());
            var said = OpenSsl.client(msa.port(), "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0");
            assertTrue(said.contains("alert protocol version"), said);
            assertTrue(msa.nextFailed().contains("protocol_version"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ECDHE-ECDSA-CHACHA20-POLY1305",
                "ECDHE-RSA-AES256-GCM-SHA384",
                "DHE-RSA-AES128-GCM-SHA256",
                "DHE-RSA-CHACHA20-POLY1305",
                "ECDHE-ECDSA-AES128-CCM8",
                "ECDHE-RSA-AES256-SHA384",
                "DHE-RSA-CAMELLIA256-SHA",
                "ECDHE-ECDSA-ARIA256-GCM-SHA384",
                "CAMELLIA128-SHA256",
                "AES256-GCM-SHA384",
                "AES128-SHA"
            })
    @DisplayName("G15 one suite of each family with openssl")
    void g15_families(String suite) throws Exception {
        try (var server = server(MX)) {
            var said = OpenSsl.client(server.port(), "-tls1_2", "-cipher", suite + ":@SECLEVEL=0");
            assertTrue(said.contains("farewell"), said);
            assertEquals(suite, server.nextDone().cipher());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aNULL",
                "eNULL",
                "AES128-SHA",
                "ECDHE-RSA-AES128-SHA",
                "CAMELLIA128-SHA",
                "ECDHE-ECDSA-AES128-CCM8"
            })
    @DisplayName("S-C5 submission and access take no anonymous, plain, CBC or RSA key transport suite")
    void sC5_notOnSubmission(String suites) throws Exception {
        try (var server = server(MSA)) {
            var said = OpenSsl.client(server.port(), "-tls1_2", "-cipher", suites + ":@SECLEVEL=0");
            assertFalse(said.contains("farewell"), said);
            assertTrue(server.nextFailed().contains("handshake_failure"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aNULL", "eNULL"})
    @DisplayName("S-C5 not even a receiving MTA takes an anonymous or a plain suite")
    void sC5_notOnMx(String suites) throws Exception {
        try (var server = server(MX)) {
            var said = OpenSsl.client(server.port(), "-tls1_2", "-cipher", suites + ":@SECLEVEL=0");
            assertFalse(said.contains("farewell"), said);
            assertTrue(server.nextFailed().contains("handshake_failure"));
        }
    }

    @Test
    @DisplayName("D2 the server's order decides; with the toggle off, the client's does")
    void d2_preference() throws Exception {
        var one =
                "DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";
        var other =
                "ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-SHA256";
        for (var policy : List.of(ACH, MX, MSA)) {
            try (var server = server(policy);
                    var imitation = server(policy.withServerPreference(false))) {
                OpenSsl.client(server.port(), "-tls1_2", "-cipher", one);
                OpenSsl.client(server.port(), "-tls1_2", "-cipher", other);
                var first = server.nextDone().cipher();
                assertEquals(first, server.nextDone().cipher());
                if (policy.equals(ACH)) assertEquals("DHE-RSA-AES256-GCM-SHA384", first, "the first of table B");
                OpenSsl.client(
                        imitation.port(),
                        "-tls1_2",
                        "-cipher",
                        "ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384");
                OpenSsl.client(
                        imitation.port(),
                        "-tls1_2",
                        "-cipher",
                        "DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384");
                assertEquals("ECDHE-RSA-AES256-GCM-SHA384", imitation.nextDone().cipher());
                assertEquals("DHE-RSA-AES256-GCM-SHA384", imitation.nextDone().cipher());
            }
        }
    }

    @Test
    @DisplayName("D2 the order decides in TLS 1.3 as well")
    void d2_preference13() throws Exception {
        try (var server = server(MSA)) {
            OpenSsl.client(server.port(), "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
            OpenSsl.client(server.port(), "-ciphersuites", "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256");
            assertEquals("TLS_AES_128_GCM_SHA256", server.nextDone().cipher());
            assertEquals("TLS_AES_128_GCM_SHA256", server.nextDone().cipher());
        }
    }

    @Test
    @DisplayName("D4 compression is never negotiated")
    void d4_compression() throws Exception {
        try (var server = server(MX)) {
            for (var version : List.of("-tls1_2", "-tls1_3"))
                assertTrue(OpenSsl.client(server.port(), version, "-comp").contains("Compression: NONE"));
        }
    }

    @ParameterizedTest
    @CsvSource({"ffdhe2048,2048", "ffdhe3072,3072", "ffdhe4096,4096", "modp14,2048", "modp15,3072"})
    @DisplayName("D5 DHE uses the configured group, 2048 bits by default")
    void d5_dhGroup(String name, int bits) throws Exception {
        var group = DhGroup.named(name).orElseThrow();
        try (var server = server(MSA.withDhGroup(group))) {
            var said = OpenSsl.client(server.port(), "-cipher", "DHE", "-tls1_2");
            assertTrue(said.contains("Server Temp Key: DH, " + bits + " bits"), said);
            assertEquals(group.text(), server.nextDone().group());
        }
        assertEquals(DhGroup.FFDHE2048, MSA.dhGroup());
    }

    @Test
    void theClientsGroupsAreHonoured() throws Exception {
        try (var server = server(MSA)) {
            for (var group : List.of("P-256", "P-384", "P-521", "X25519", "X448", "ffdhe2048", "ffdhe3072")) {
                assertTrue(
                        OpenSsl.client(server.port(), "-tls1_3", "-groups", group)
                                .contains("farewell"),
                        group);
                server.nextDone();
            }
            // the share is for a group the policy lacks: HelloRetryRequest
            try (var narrow = server(MSA.withGroups(List.of(TlsGroup.SECP384R1)))) {
                assertTrue(OpenSsl.client(narrow.port(), "-tls1_3", "-groups", "X25519:P-384")
                        .contains("farewell"));
                assertEquals("secp384r1", narrow.nextDone().group());
            }
            for (var group : List.of("P-256", "P-384", "P-521", "X25519")) {
                assertTrue(
                        OpenSsl.client(server.port(), "-tls1_2", "-groups", group)
                                .contains("farewell"),
                        group);
                // before TLS 1.3 the groups also say which ECDSA keys a client can verify. RFC 8422, 5.1
                assertEquals(group.equals("P-256"), server.nextDone().cipher().contains("ECDSA"));
            }
        }
    }

    @Test
    void aTls12SessionIsResumedById() throws Exception {
        for (var keys : List.of(Keys.EC, Keys.RSA)) {
            try (var server = new EchoServer(MSA, TlsIdentities.of(keys), List.of());
                    var other = new EchoServer(MSA, TlsIdentities.of(keys), List.of())) {
                var session = directory.resolve("session").toString();
                OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-sess_out", session);
                assertFalse(server.nextDone().resumed());
                var said = OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-sess_in", session);
                assertTrue(said.contains("Reused, TLSv1.2") && said.contains("farewell"), said);
                var facts = server.nextDone();
                assertTrue(facts.resumed());
                assertEquals("x25519", facts.group());
                assertTrue(facts.channelBindings().data("tls-exporter").isPresent());
                assertTrue(facts.channelBindings().data("tls-server-end-point").isPresent());
                // S-C9: never across listeners, nor for another name
                OpenSsl.client(other.port(), "-tls1_2", "-no_ticket", "-sess_in", session);
                assertFalse(other.nextDone().resumed());
                OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-sess_in", session, "-servername", "localhost");
                assertFalse(server.nextDone().resumed());
            }
        }
    }

    /** RFC 5246, 7.4.1.4: no extension comes back that the client has not sent; RFC 6066, 4: the session is one of short records. */
    @Test
    void aSessionOfShortRecordsIsNotResumed() throws Exception {
        try (var server = server(MSA)) {
            var session = directory.resolve("session").toString();
            OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-maxfraglen", "1024", "-sess_out", session);
            server.nextDone();
            var said = OpenSsl.client(server.port(), "-tls1_2", "-no_ticket", "-sess_in", session);
            assertTrue(said.contains("farewell"), said);
            assertFalse(server.nextDone().resumed());
        }
    }

    @Test
    void reconnectResumesFiveTimes() throws Exception {
        try (var server = server(MSA)) {
            var said = OpenSsl.run(
                    "",
                    List.of(
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + server.port(),
                            "-tls1_2",
                            "-no_ticket",
                            "-reconnect"));
            assertEquals(
                    5,
                    Pattern.compile("Reused, TLSv1.2").matcher(said).results().count(),
                    said);
        }
    }

    @Test
    @DisplayName("S-C9 ALPN: a common protocol, or alert 120; none asked, none answered")
    void sC9_alpn() throws Exception {
        try (var server = new EchoServer(MSA, Keys.both(), List.of("imap"))) {
            for (var version : List.of("-tls1_2", "-tls1_3")) {
                assertTrue(OpenSsl.client(server.port(), version, "-alpn", "http/1.1,imap")
                        .contains("ALPN protocol: imap"));
                assertEquals(Optional.of("imap"), server.nextDone().alpn());
                assertTrue(OpenSsl.client(server.port(), version, "-alpn", "http/1.1,h2")
                        .contains("alert no application protocol"));
                assertTrue(server.nextFailed().contains("no_application_protocol"));
                assertTrue(OpenSsl.client(server.port(), version).contains("farewell"));
                assertEquals(Optional.empty(), server.nextDone().alpn());
            }
        }
    }

    @Test
    @DisplayName("S-C12 the certificate follows SNI, also by wildcard; an unknown name gets the default one")
    void sC12_sni() throws Exception {
        var other = Keys.CA.issue(Keys.EC_KEYS, List.of("other.test", "*.wild.test"));
        try (var server = new EchoServer(MSA, Keys.both().and(other), List.of())) {
            assertTrue(subject(server, "-servername", "OTHER.test").contains("CN = other.test"));
            assertEquals(Optional.of("other.test"), server.nextDone().serverName());
            assertTrue(subject(server, "-servername", "a.wild.test").contains("CN = other.test"));
            assertTrue(subject(server, "-servername", "a.b.wild.test").contains("CN = mail.example.test"));
            assertTrue(subject(server, "-servername", "unknown.test").contains("CN = mail.example.test"));
            assertTrue(subject(server, "-servername", "x".repeat(200)).contains("CN = mail.example.test"));
            assertTrue(subject(server, "-noservername").contains("CN = mail.example.test"));
            // RSA only: the other name has none, so the default does
            assertTrue(subject(server, "-servername", "other.test", "-sigalgs", "rsa_pss_rsae_sha256")
                    .contains("CN = mail.example.test"));
        }
    }

    private static String subject(EchoServer server, String... arguments) throws Exception {
        var said = OpenSsl.client(server.port(), arguments);
        return said.substring(said.indexOf("subject="), said.indexOf("issuer="));
    }

    @Test
    void theKeyFollowsWhatTheClientCanVerify() throws Exception {
        try (var server = server(MSA)) {
            for (var version : List.of("-tls1_2", "-tls1_3")) {
                assertTrue(OpenSsl.client(server.port(), version).contains("Peer signature type: ECDSA"));
                assertTrue(OpenSsl.client(server.port(), version, "-sigalgs", "rsa_pss_rsae_sha384:rsa_pkcs1_sha256")
                        .contains("Peer signature type: RSA"));
            }
            assertTrue(OpenSsl.client(server.port(), "-tls1_2", "-sigalgs", "rsa_pkcs1_sha512")
                    .contains("farewell"));
        }
    }

    @Test
    void aKeyStillInTheMakingIsWaitedFor() throws Exception {
        var later = new java.util.concurrent.CompletableFuture<TlsIdentity>();
        var keys = TlsIdentities.of(Keys.EC).andLater(KeyType.RSA, List.of("mail.example.test"), () -> later);
        try (var server = new EchoServer(MSA, keys, List.of())) {
            assertTrue(OpenSsl.client(server.port()).contains("Peer signature type: ECDSA"));
            later.completeOnTimeout(Keys.RSA, 300, java.util.concurrent.TimeUnit.MILLISECONDS);
            assertTrue(OpenSsl.client(server.port(), "-sigalgs", "rsa_pss_rsae_sha256")
                    .contains("Peer signature type: RSA"));
        }
    }

    /** In TLS 1.2 openssl's command exports without a context, RFC 9266, 2 wants an empty one. RFC 5705, 4. */
    @ParameterizedTest
    @CsvSource({"-tls1_2,1", "-tls1_3,0"})
    void theExporterIsWhatOpenSslExports(String version, int reading) throws Exception {
        try (var server = server(MSA)) {
            var said = OpenSsl.client(
                    server.port(), version, "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32");
            var material = Pattern.compile("Keying material: ([0-9A-F]+)").matcher(said);
            assertTrue(material.find(), said);
            var readings = server.nextDone().channelBindings().readings("tls-exporter");
            assertEquals(reading + 1, readings.size());
            assertArrayEquals(HexFormat.of().withUpperCase().parseHex(material.group(1)), readings.get(reading));
        }
    }

    @Test
    void keysAreUpdatedWhenTheClientAsks() throws Exception {
        try (var server = server(MSA)) {
            var said =
                    OpenSsl.run("K\nbye\n", List.of("s_client", "-connect", "127.0.0.1:" + server.port(), "-tls1_3"));
            assertTrue(said.contains("KEYUPDATE") && !said.contains("alert"), said);
        }
    }

    @Test
    @DisplayName("G6 openssl verifies the leaves of the per-run authority, by name and by address")
    void g6_authority() throws Exception {
        var ca = directory.resolve("ca.pem");
        Files.writeString(ca, Keys.CA.pem());
        for (var identity : List.of(Keys.EC, Keys.RSA)) {
            var leaf = directory.resolve("leaf.pem");
            Files.writeString(leaf, Pem.text(identity.chain()));
            for (var check : List.of(
                    List.of("-verify_hostname", "mail.example.test"),
                    List.of("-verify_hostname", "localhost"),
                    List.of("-verify_ip", "127.0.0.1"),
                    List.of("-verify_ip", "::1"))) {
                var command = new java.util.ArrayList<String>(
                        List.of("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca.toString()));
                command.addAll(check);
                command.add(leaf.toString());
                var said = OpenSsl.run("", command);
                assertTrue(said.contains("leaf.pem: OK"), said);
            }
        }
        try (var server = server(MSA)) {
            var said = OpenSsl.client(
                    server.port(), "-CAfile", ca.toString(), "-verify_hostname", "localhost", "-verify_return_error");
            assertTrue(said.contains("Verify return code: 0 (ok)"), said);
        }
    }
}
