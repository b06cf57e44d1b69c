package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** {@code gnutls-cli} on each port, STARTTLS by its own hand: what it gets, and with which alert it is refused the rest. */
class GnutlsTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName("gnutls-cli trusts the chain and agrees on TLS 1.3, and on TLS 1.2 with ECDHE and with DHE")
    void agrees(Listener listener) {
        shows(listener, "NORMAL", "(TLS1.3-X.509)", "The certificate is trusted");
        shows(listener, "NORMAL:-VERS-ALL:+VERS-TLS1.2", "(TLS1.2-X.509)", "-(AES-128-GCM)", "ECDHE-");
        shows(listener, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA", "DHE-FFDHE2048");
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName("S-C5, S-C7, S-C9 gnutls-cli is refused: versions, suites, fallback and ALPN, each with its alert")
    void isRefused(Listener listener) {
        boolean mx = listener == Listener.MX;
        var old = "NORMAL:+SHA1:+SIGN-RSA-SHA1:%COMPAT:-VERS-ALL:+VERS-TLS1.0";
        var transport = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA";
        if (mx) {
            shows(listener, transport, "(RSA)");
        } else {
            alert(listener, 70, old);
            alert(listener, 40, transport);
        }
        alert(listener, 40, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ANON-ECDH:+ANON-DH");
        alert(listener, 40, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+NULL");
        alert(listener, 86, "NORMAL:-VERS-ALL:+VERS-TLS1.2:%FALLBACK_SCSV");
        alert(listener, 120, "NORMAL", "--alpn", "http/1.1");
        alert(listener, 120, "NORMAL:-VERS-ALL:+VERS-TLS1.2", "--alpn", "h2", "--alpn", "xmpp-client");
    }

    private static void shows(Listener listener, String priority, String... words) {
        var result = connect(listener, priority).succeeded();
        for (var word : words) assertTrue(result.text().contains(word), () -> word + " is missing: " + result);
    }

    private static void alert(Listener listener, int number, String priority, String... more) {
        var result = connect(listener, priority, more).failed();
        assertTrue(
                (result.text() + result.errors()).contains("Received alert [" + number + "]"),
                () -> priority + ", alert " + number + ": " + result);
    }

    private static RealProgram.Result connect(Listener listener, String priority, String... more) {
        var arguments = new ArrayList<>(List.of("--x509cafile", house.ca().toString(), "--priority", priority));
        switch (listener) {
            case MX, SUBMISSION -> arguments.addAll(List.of("--starttls-proto", "smtp"));
            case IMAP -> arguments.addAll(List.of("--starttls-proto", "imap"));
            case POP3 -> arguments.addAll(List.of("--starttls-proto", "pop3"));
            default -> assertEquals(true, listener.implicitTls());
        }
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--port", "" + house.port(listener), "localhost"));
        return house.program("gnutls-cli").run(arguments.toArray(String[]::new));
    }
}
