package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.Listener;

/** swaks delivers by every way SMTP has. It sends octets as they are given, so each must arrive as it left. */
class SwaksTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    /** A way for mail to come in, and what swaks has to be told for it. */
    enum Way {
        MX_PLAINTEXT(Listener.MX, "sender@example.org"),
        MX_STARTTLS(Listener.MX, "sender@example.org", "--tls"),
        SUBMISSIONS(
                Listener.SUBMISSIONS,
                ANN,
                "--tls-on-connect",
                "--auth",
                "PLAIN",
                "--auth-user",
                "ann",
                "--auth-password",
                ANN_PASSWORD),
        SUBMISSION(
                Listener.SUBMISSION,
                ANN,
                "--tls",
                "--auth",
                "LOGIN",
                "--auth-user",
                ANN,
                "--auth-password",
                ANN_PASSWORD);

        final Listener listener;
        final String sender;
        final List<String> options;

        Way(Listener listener, String sender, String... options) {
            this.listener = listener;
            this.sender = sender;
            this.options = List.of(options);
        }
    }

    static Stream<Arguments> smallSamples() {
        return Arrays.stream(Way.values()).flatMap(way -> Sample.ALL.stream().map(sample -> Arguments.of(way, sample)));
    }

    @ParameterizedTest
    @MethodSource("smallSamples")
    void delivers(Way way, Sample sample) {
        swaks(way, sample, "--tls-verify", "--tls-ca-path", house.ca().toString())
                .succeeded();

        var received = house.receivedFrom(way.sender);
        sample.assertDelivered(received.bytes());
        assertEquals(way.listener, received.listener());
        assertEquals(List.of(BOB), received.recipients());
        assertEquals(way != Way.MX_PLAINTEXT, received.tls().isPresent());
        assertEquals(way.sender.equals(ANN) ? Optional.of(ANN) : Optional.empty(), received.account());
        var stored = house.mail().messages("bob", "INBOX");
        assertEquals(1, stored.size());
        sample.assertDelivered(stored.get(0));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void deliversTenMegabytes(Way way) {
        var large = Sample.large();
        swaks(way, large, "--tls-verify", "--tls-ca-path", house.ca().toString())
                .succeeded();
        large.assertDelivered(house.receivedFrom(way.sender).bytes());
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, names = "MX_PLAINTEXT", mode = EnumSource.Mode.EXCLUDE)
    void refusesACertificateItCannotVerify(Way way) {
        var nobody = house.file("nobody.pem", new byte[0]).toString();
        var result = swaks(way, Sample.PLAIN, "--tls-verify", "--tls-ca-path", nobody)
                .failed();
        assertTrue(
                result.toString().contains("certificate verify failed")
                        || result.toString().contains("TLS startup failed"),
                result::toString);
        assertEquals(List.of(), house.mail().received());
    }

    @Test
    void isToldThatThePasswordIsWrong() {
        var result = house.program("swaks")
                .run(
                        "--server",
                        "localhost",
                        "--port",
                        "" + house.port(Listener.SUBMISSIONS),
                        "--tls-on-connect",
                        "--auth",
                        "PLAIN",
                        "--auth-user",
                        "ann",
                        "--auth-password",
                        "guessed",
                        "--from",
                        ANN,
                        "--to",
                        BOB)
                .failed();
        assertTrue(result.text().contains("535 5.7.8"), result::toString);
        assertEquals(List.of(), house.mail().received());
    }

    private RealProgram.Result swaks(Way way, Sample sample, String... more) {
        var data = house.file("data", sample.dotStuffed());
        var arguments = new ArrayList<>(List.of(
                "--server",
                "localhost",
                "--port",
                "" + house.port(way.listener),
                "--helo",
                "client.example.org",
                "--timeout",
                "50",
                "--from",
                way.sender,
                "--to",
                BOB,
                "--data",
                "@" + data,
                "--no-data-fixup",
                "--suppress-data"));
        arguments.addAll(way.options);
        if (way != Way.MX_PLAINTEXT) arguments.addAll(List.of(more));
        return house.program("swaks").run(arguments.toArray(String[]::new));
    }
}
