package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** NSS's {@code tstclnt}, the TLS of Thunderbird, on each port; it knows no STARTTLS, so a relay says that for it. */
class NssTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @BeforeEach
    void trust() {
        house.program("mkdir").run("nss").succeeded();
        house.program("certutil").run("-N", "-d", "sql:nss", "--empty-password").succeeded();
        house.program("certutil")
                .run(
                        "-A",
                        "-d",
                        "sql:nss",
                        "-n",
                        "house",
                        "-t",
                        "C,,",
                        "-i",
                        house.ca().toString())
                .succeeded();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName(
            "S-C5, S-C8 tstclnt verifies and agrees on TLS 1.2 and 1.3 without compression; older versions and fallbacks are refused")
    void findings(Listener listener) throws IOException {
        var modern = connect(listener, "-V", "tls1.3:tls1.3").succeeded();
        says(modern, "SSL version 3.4 using 128-bit AES-GCM", "CN=", "Compression: NULL");
        var before = connect(listener, "-V", "tls1.2:tls1.2").succeeded();
        says(before, "SSL version 3.3 using 128-bit AES-GCM", "Extended Master Secret: Yes", "Compression: NULL");
        if (listener != Listener.MX)
            says(connect(listener, "-V", "tls1.0:tls1.1").failed(), "SSL_ERROR_PROTOCOL_VERSION_ALERT");
        says(connect(listener, "-K", "-V", "tls1.2:tls1.2").failed(), "SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT");
    }

    private static void says(RealProgram.Result result, String... words) {
        for (var word : words)
            assertTrue((result.text() + result.errors()).contains(word), () -> word + " is missing: " + result);
    }

    private static RealProgram.Result connect(Listener listener, String... options) throws IOException {
        if (listener.implicitTls()) return run(house.port(listener), options);
        try (var relay = new StartTlsRelay(house.mail().endpoint(listener), dialogue(listener))) {
            return run(relay.port(), options);
        }
    }

    private static List<String[]> dialogue(Listener listener) {
        return switch (listener) {
            case IMAP -> List.of(new String[] {"", "* OK"}, new String[] {"a STARTTLS", "a OK"});
            case POP3 -> List.of(new String[] {"", "+OK"}, new String[] {"STLS", "+OK"});
            default ->
                List.of(new String[] {"", "220 "}, new String[] {"EHLO client.example.org", "250 "}, new String[] {
                    "STARTTLS", "220 "
                });
        };
    }

    private static RealProgram.Result run(int port, String... options) {
        var arguments = new ArrayList<>(List.of("-4", "-h", "localhost", "-p", "" + port, "-d", "sql:nss", "-Q", "-v"));
        arguments.addAll(List.of(options));
        return house.program("tstclnt").run(arguments.toArray(String[]::new));
    }
}
