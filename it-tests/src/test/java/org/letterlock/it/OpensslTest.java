package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** {@code openssl s_client}, which verifies what the guide's commands only show: chain, name and versions, on every port. */
class OpensslTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(Listener.class)
    void verifiesTheChainAndTheName(Listener listener) {
        var result = connect(
                        listener,
                        "-CAfile",
                        house.ca().toString(),
                        "-verify_return_error",
                        "-verify_hostname",
                        "localhost",
                        "-brief")
                .succeeded();
        assertTrue(result.errors().contains("Verification: OK"), result::toString);
        assertTrue(result.errors().contains("Verified peername: localhost"), result::toString);
        assertTrue(result.errors().contains("Protocol version: TLSv1.3"), result::toString);
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void verifiesTheAddressToo(Listener listener) {
        connect(listener, "-CAfile", house.ca().toString(), "-verify_return_error", "-verify_ip", "127.0.0.1")
                .succeeded();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void refusesWithoutTheAuthority(Listener listener) {
        var result = connect(listener, "-verify_return_error", "-no-CApath", "-no-CAfile", "-no-CAstore")
                .failed();
        assertTrue(result.errors().contains("certificate verify failed"), result::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "SUBMISSION,-tls1_2,true",
        "IMAPS,-tls1_2,true",
        "POP3,-tls1_2,true",
        "MX,-tls1_2,true",
        "SUBMISSION,-tls1_1,false",
        "SUBMISSIONS,-tls1,false",
        "IMAP,-tls1_1,false",
        "IMAPS,-tls1,false",
        "POP3S,-tls1_1,false",
        "MX,-tls1_1,true",
        "MX,-tls1,true"
    })
    void speaksOldVersionsOnlyWherePlaintextIsTheAlternative(Listener listener, String version, boolean spoken) {
        var result = connect(listener, version, "-cipher", "ALL@SECLEVEL=0");
        assertEquals(spoken, result.exit() == 0, result::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "IMAPS,ECDHE-ECDSA-AES128-GCM-SHA256,EC", "IMAPS,ECDHE-RSA-AES128-GCM-SHA256,RSA",
        "MX,ECDHE-ECDSA-CHACHA20-POLY1305,EC", "MX,ECDHE-RSA-CHACHA20-POLY1305,RSA"
    })
    void isServedTheCertificateItCanUse(Listener listener, String suite, String key) {
        var result = connect(
                        listener, "-CAfile", house.ca().toString(), "-verify_return_error", "-tls1_2", "-cipher", suite)
                .succeeded();
        assertTrue(result.text().contains("Cipher is " + suite), result::toString);
        assertTrue(result.text().contains(key.equals("EC") ? "id-ecPublicKey" : "rsaEncryption"), result::toString);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"IMAPS", "MX"})
    void resumesASession(Listener listener) {
        var session = house.work().resolve("session").toString();
        connect(listener, "-tls1_2", "-sess_out", session).succeeded();
        var again = connect(listener, "-tls1_2", "-sess_in", session).succeeded();
        assertTrue(again.text().contains("Reused, TLSv1.2"), again::toString);
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"IMAPS", "IMAP"})
    void logsInByHand(Listener listener) {
        var arguments = new ArrayList<>(List.of(
                "s_client",
                "-quiet",
                "-crlf",
                "-CAfile",
                house.ca().toString(),
                "-verify_return_error",
                "-connect",
                house.at(listener)));
        if (!listener.implicitTls()) arguments.addAll(List.of("-starttls", "imap"));
        try (var openssl = house.program("openssl").talk(arguments.toArray(String[]::new))) {
            openssl.say("a LOGIN ann " + ANN_PASSWORD).hear("a OK ");
            openssl.say("b SELECT INBOX").hear("* 0 EXISTS\r\n").hear("b OK [READ-WRITE]");
            openssl.say("c LOGOUT").hear("* BYE ").hear("c OK ");
            assertEquals(0, openssl.end(), openssl::toString);
        }
    }

    private static RealProgram.Result connect(Listener listener, String... options) {
        return s_client(house, listener, options);
    }

    /** One handshake with {@code listener}; standard input is at its end, so s_client leaves at once. */
    static RealProgram.Result s_client(MailHouse house, Listener listener, String... options) {
        var arguments = new ArrayList<>(List.of("s_client", "-connect", house.at(listener)));
        starttls(listener).ifPresent(protocol -> arguments.addAll(List.of("-starttls", protocol)));
        arguments.addAll(List.of(options));
        return house.program("openssl").run(arguments.toArray(String[]::new));
    }

    private static java.util.Optional<String> starttls(Listener listener) {
        return switch (listener) {
            case MX, SUBMISSION -> java.util.Optional.of("smtp");
            case IMAP -> java.util.Optional.of("imap");
            case POP3 -> java.util.Optional.of("pop3");
            default -> java.util.Optional.empty();
        };
    }
}
