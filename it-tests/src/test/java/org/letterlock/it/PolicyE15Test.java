package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** E15: OpenSSL's options, as far as they are about us: no renegotiation, no compression, our order. Order also: {@link SslscanPortsTest}. */
class PolicyE15Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName("E15: R in openssl s_client -tls1_2 is answered no renegotiation (S-C8)")
    void renegotiation(Listener listener) {
        var arguments = new ArrayList<>(List.of("s_client", "-tls1_2", "-connect", house.at(listener)));
        switch (listener) {
            case MX, SUBMISSION -> arguments.addAll(List.of("-starttls", "smtp"));
            case IMAP -> arguments.addAll(List.of("-starttls", "imap"));
            case POP3 -> arguments.addAll(List.of("-starttls", "pop3"));
            default -> {}
        }
        try (var openssl = house.program("openssl").talk(arguments.toArray(String[]::new))) {
            openssl.hear("Verify return code: ");
            assertTrue(openssl.said().contains("Secure Renegotiation IS supported"), openssl::toString); // RFC 5746
            if (listener.implicitTls())
                openssl.hear(listener == Listener.IMAPS ? "ready" : "Letterlock"); // the greeting
            openssl.say("R");
            assertTrue(openssl.end() != 0, openssl::toString);
            assertTrue(openssl.complained().contains("no renegotiation"), openssl::toString);
            assertTrue(openssl.complained().contains("RENEGOTIATING"), openssl::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName("E15: no compression, also when it is offered, and the suite is ours to choose")
    void compressionAndOrder(Listener listener) {
        var shown = OpensslTest.s_client(
                        house,
                        listener,
                        "-comp",
                        "-tls1_2",
                        "-cipher",
                        "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256")
                .succeeded();
        assertTrue(shown.text().contains("Compression: NONE"), shown::toString);
        assertTrue(shown.text().contains("Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"), shown::toString);
        assertFalse(shown.text().contains("Heartbeat"), shown::toString);
    }
}
