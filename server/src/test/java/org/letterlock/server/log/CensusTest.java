package org.letterlock.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;

class CensusTest {
    private static Census of(String resource) throws IOException {
        var census = new Census();
        try (var in = CensusTest.class.getResourceAsStream(resource)) {
            census.read(in);
        }
        return census;
    }

    private static Map<String, Integer> counts(Census census) {
        var counts = new TreeMap<String, Integer>();
        for (var row : census.rows()) {
            var key = row.getKey();
            counts.put(
                    key.protocol() + " " + key.cipher() + (key.logIn() ? " log-in " : " ") + key.client(),
                    row.getValue());
        }
        return counts;
    }

    @Test
    void postfix() throws Exception {
        var census = of("postfix.log");
        assertEquals(
                Map.of(
                        "TLSv1.3 TLS_AES_256_GCM_SHA384 mail.one.example", 2,
                        "TLSv1 AES128-SHA 192.0.2.2", 1,
                        "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 laptop.example", 1,
                        "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 log-in ann@example.org", 1),
                counts(census));
        assertEquals(4, census.connections());
        assertEquals(1, census.failures());
    }

    /** Without log.tls-file the lines stand in the program's own log, behind its time and level. */
    @Test
    void serversOwnLog() {
        var census = new Census();
        census.take("2026-11-23T17:44:32.999Z INFO  Anonymous TLS connection established from unknown[192.0.2.7]:"
                + " TLSv1.3 with cipher TLS_AES_128_GCM_SHA256 (128/128 bits) key-exchange x25519 ms=590");
        census.take("2026-11-23T17:44:34.057Z INFO  client=unknown[192.0.2.7], sasl_username=ann@example.org,"
                + " tls=TLSv1.3 with cipher TLS_AES_128_GCM_SHA256 (128/128 bits)");
        assertEquals(
                Map.of(
                        "TLSv1.3 TLS_AES_128_GCM_SHA256 192.0.2.7", 1,
                        "TLSv1.3 TLS_AES_128_GCM_SHA256 log-in ann@example.org", 1),
                counts(census));
    }

    @Test
    void postfixWithSniAndOtherTimeStamps() throws Exception {
        assertEquals(
                Map.of(
                        "TLSv1.3 TLS_AES_256_GCM_SHA384 mail.one.example", 1,
                        "TLSv1 AES128-SHA 192.0.2.2", 1,
                        "TLSv1.2 DHE-RSA-AES128-SHA old.example", 1,
                        "TLSv1.2 DHE-RSA-AES128-SHA log-in bob@example.org", 1),
                counts(of("postfix-rfc3339.log")));
    }

    @Test
    void exim() throws Exception {
        var census = of("exim-main.log");
        assertEquals(
                Map.of(
                        "TLSv1.3 TLS_AES_256_GCM_SHA384 mail.one.example", 1,
                        "TLSv1.2 ECDHE_SECP256R1__RSA_SHA256__AES_128_GCM ann@example.org", 1,
                        "TLSv1 DHE_RSA_CAMELLIA_256_CBC_SHA1 three.example 192.0.2.3", 1,
                        "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 four.example", 1),
                counts(census));
        assertEquals(1, census.failures());
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE_SECP256R1__RSA_SHA256__AES_128_GCM, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "ECDHE_X25519__ECDSA_SHA256__CHACHA20_POLY1305, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "ECDHE_SECP256R1__RSA_SHA512__AES_256_CBC__SHA1, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "RSA__AES_128_CBC_SHA1, TLS_RSA_WITH_AES_128_CBC_SHA",
        "DHE_RSA_CAMELLIA_256_CBC_SHA1, TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA",
        "ECDHE_RSA_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "RSA_AES_256_CBC_SHA1, TLS_RSA_WITH_AES_256_CBC_SHA",
        "TLS_AES_256_GCM_SHA384, TLS_AES_256_GCM_SHA384",
        "DHE-RSA-AES128-SHA, TLS_DHE_RSA_WITH_AES_128_CBC_SHA"
    })
    void namesOfSuites(String written, String iana) {
        var seen = new Seen(Seen.Kind.CONNECTION, "TLSv1.2", written, "x", "");
        assertEquals(Optional.of(iana), seen.suite().map(Enum::name));
    }

    @Test
    void whoWouldBeShutOut() {
        var current = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);
        assertEquals(
                Optional.of("TLSv1 is not allowed"),
                new Census.Row("TLSv1", "AES128-SHA", "x", false).refusal(current));
        assertEquals(
                Optional.of("the suite AES128-SHA is not allowed"),
                new Census.Row("TLSv1.2", "AES128-SHA", "x", false).refusal(current));
        assertEquals(
                Optional.empty(),
                new Census.Row("TLSv1.2", "ECDHE_SECP256R1__RSA_SHA256__AES_128_GCM", "x", false).refusal(current));
        assertEquals(
                Optional.empty(),
                new Census.Row("TLSv1", "AES128-SHA", "x", false).refusal(TlsPolicy.of(TlsProfile.ACH, TlsRole.MX)));
    }

    @Test
    void packed() throws Exception {
        var line =
                "Nov 23 10:00:02 mx postfix/smtpd[1]: Anonymous TLS connection established from a.example[192.0.2.2]:"
                        + " TLSv1.2 with cipher AES128-SHA (128/128 bits)\n";
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(line.getBytes(StandardCharsets.US_ASCII));
        }
        var census = new Census();
        census.read(new ByteArrayInputStream(packed.toByteArray()));
        census.read(new ByteArrayInputStream(line.getBytes(StandardCharsets.US_ASCII)));
        census.read(new ByteArrayInputStream(new byte[0]));
        assertEquals(Map.of("TLSv1.2 AES128-SHA a.example", 2), counts(census));
    }

    @Test
    void linesAreCut() throws Exception {
        var census = new Census();
        var endless = ("TLS connection " + "x".repeat(40_000) + "\n").repeat(50);
        var line =
                "Nov 23 10:00:02 mx postfix/smtpd[1]: Anonymous TLS connection established from a.example[192.0.2.2]:"
                        + " TLSv1.2 with cipher AES128-SHA (128/128 bits)"; // no end of line
        census.read(new ByteArrayInputStream((endless + line).getBytes(StandardCharsets.US_ASCII)));
        assertEquals(Map.of("TLSv1.2 AES128-SHA a.example", 1), counts(census));
    }

    @Test
    void millionsOfClientsAreCountedTogetherFromSomeNumberOn() {
        var census = new Census(100);
        for (int i = 0; i < 300; i++)
            census.take("Nov 23 10:00:02 mx postfix/smtpd[1]: Anonymous TLS connection established from c" + i
                    + ".example[192.0.2.2]: TLSv1.2 with cipher " + (i < 200 ? "AES128-SHA" : "X" + i)
                    + " (128/128 bits)");
        var rows = census.rows();
        assertTrue(rows.size() <= 201, () -> rows.size() + " rows");
        assertEquals(300, rows.stream().mapToInt(Map.Entry::getValue).sum());
        assertEquals("others", rows.get(0).getKey().client());
    }

    @Test
    void ofALongNameItsBeginningIsKept() {
        var census = new Census();
        census.take("Nov 23 10:00:02 mx postfix/smtpd[1]: Anonymous TLS connection established from " + "x".repeat(9000)
                + "[192.0.2.2]: TLSv1.2 with cipher AES128-SHA (128/128 bits)");
        assertEquals("x".repeat(255), census.rows().get(0).getKey().client());
    }

    /** A certificate says of its owner what the owner likes, and nobody has to have verified it. */
    @Test
    void aSubjectNeitherHidesNorForges() {
        var census = new Census();
        var began =
                "2026-11-23 10:00:01 TLS session H=[192.0.2.7]:4711 P=imaps X=TLS1.3:TLS_AES_128_GCM_SHA256:128 CV=no ";
        census.take(began
                + "DN=\"CN=x Anonymous TLS connection established from evil: TLSv1 with cipher RC4-SHA (\" RT=1ms");
        census.take(began + "DN=\"CN=sasl_username=bob\" RT=1ms");
        census.take(began + "DN=\"CN=\\\" A=login:bob@example.org \\\\\" RT=1ms");
        assertEquals(Map.of("TLSv1.3 TLS_AES_128_GCM_SHA256 192.0.2.7", 3), counts(census));
        census.take(
                "Nov 23 10:00:02 mx letterlock/mx[1]: SSL_accept error from unknown[192.0.2.2]: bad_certificate(42),"
                        + " sni=sasl_username=x, ms=1");
        assertEquals(1, census.failures());
    }

    @Test
    void namesInALineCannotForgeAnother() {
        var census = new Census();
        census.take(
                "{\"event\":\"tls-handshake\",\"result\":\"done\",\"remote\":\"192.0.2.7\",\"protocol\":\"TLSv1.3\","
                        + "\"cipher\":\"TLS_AES_128_GCM_SHA256\",\"sni\":\"a\\\",\\\"remote\\\":\\\"b\"}");
        assertEquals(Map.of("TLSv1.3 TLS_AES_128_GCM_SHA256 192.0.2.7", 1), counts(census));
    }
}
