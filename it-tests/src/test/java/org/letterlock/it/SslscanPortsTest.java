package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** What {@code sslscan} finds on each of the seven ports, all of it asserted; what {@code current} allows: {@link SslscanTest}. */
class SslscanPortsTest {
    private static final List<String> CURRENT = List.of(
            "TLSv1.3 TLS_AES_128_GCM_SHA256",
            "TLSv1.3 TLS_AES_256_GCM_SHA384",
            "TLSv1.3 TLS_CHACHA20_POLY1305_SHA256",
            "TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256",
            "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384",
            "TLSv1.2 ECDHE-ECDSA-CHACHA20-POLY1305",
            "TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256",
            "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384",
            "TLSv1.2 ECDHE-RSA-CHACHA20-POLY1305",
            "TLSv1.2 DHE-RSA-AES128-GCM-SHA256",
            "TLSv1.2 DHE-RSA-AES256-GCM-SHA384",
            "TLSv1.2 DHE-RSA-CHACHA20-POLY1305");
    private static final Pattern WORTHLESS =
            Pattern.compile("NULL|ADH|AECDH|EXP|RC4|RC2|IDEA|MD5|PSK|SRP|GOST|_DES_|DES-CBC-");
    private static final Pattern GROUPS = Pattern.compile("secp(256|384|521)r1.*|x25519|x448|brainpool.*|ffdhe\\d+");

    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName(
            "E15, S-C5, S-C8: sslscan's findings: versions, suites in their order, groups, renegotiation, heartbeat, fallback, certificate")
    void findings(Listener listener) throws IOException {
        var xml = house.work().resolve("found.xml");
        var arguments = new ArrayList<>(List.of("--no-colour", "--timeout=20", "--xml=" + xml));
        switch (listener) {
            case MX, SUBMISSION -> arguments.add("--starttls-smtp");
            case IMAP -> arguments.add("--starttls-imap");
            case POP3 -> arguments.add("--starttls-pop3");
            default -> {}
        }
        if (listener != Listener.MX && listener != Listener.IMAPS) arguments.add("--no-groups");
        arguments.add(house.at(listener));
        var scan = house.program("sslscan")
                .within(Duration.ofMinutes(4))
                .run(arguments.toArray(String[]::new))
                .succeeded();
        var found = Files.readString(xml);
        boolean mx = listener == Listener.MX;

        assertEquals(
                mx ? Set.of("tls 1.0", "tls 1.1", "tls 1.2", "tls 1.3") : Set.of("tls 1.2", "tls 1.3"),
                new TreeSet<>(all(found, "<protocol type=\"(\\w+)\" version=\"([0-9.]+)\" enabled=\"1\"")));
        assertTrue(found.contains("<protocol type=\"ssl\" version=\"2\" enabled=\"0\""), found);
        assertTrue(found.contains("<protocol type=\"ssl\" version=\"3\" enabled=\"0\""), found);

        var suites = all(found, "<cipher status=\"\\w+\" sslversion=\"([^\"]+)\" bits=\"\\d+\" cipher=\"([^\"]+)\"");
        if (mx) {
            assertEquals(CURRENT.get(0), suites.get(0));
            assertTrue(suites.contains("TLSv1.0 AES128-SHA"), suites::toString);
            assertEquals(
                    List.of(),
                    suites.stream().filter(s -> WORTHLESS.matcher(s).find()).toList());
        } else {
            assertEquals(CURRENT, suites);
        }

        assertFalse(found.contains("vulnerable=\"1\""), found);
        // RFC 5746's signal is not renegotiation: that is refused, see PolicyE15Test. What may not be is one without it
        assertFalse(found.contains("<renegotiation supported=\"1\" secure=\"0\""), found);
        assertTrue(scan.text().contains("Server supports TLS Fallback SCSV"), scan::toString);

        if (!arguments.contains("--no-groups")) {
            var groups = new TreeSet<>(all(found, "<group sslversion=\"[^\"]+\" bits=\"\\d+\" name=\"([^\"]+)\""));
            assertTrue(groups.containsAll(List.of("x25519", "x448", "ffdhe2048")), groups::toString);
            assertEquals(
                    List.of(),
                    groups.stream().filter(g -> !GROUPS.matcher(g).matches()).toList());
        }

        assertEquals(List.of("false"), all(found, "<self-signed>(\\w+)</self-signed>"));
        assertEquals(List.of("false"), all(found, "<expired>(\\w+)</expired>"));
        assertTrue(found.contains("DNS:localhost"), found);
        assertFalse(found.contains("<pk error=\"true\""), found);
    }

    /** The groups of each match, joined by a blank. */
    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.groupCount() == 1 ? m.group(1) : m.group(1) + " " + m.group(2))
                .toList();
    }
}
