package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;
import static org.letterlock.it.MailHouse.BOB_PASSWORD;
import static org.letterlock.it.MailHouse.JOERG;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.Listener;

/** curl sends by SMTP and reads by IMAP and POP3, and verifies the certificate each time. */
class CurlTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    /** A port and the URL scheme curl has for it. */
    enum Sending {
        MX_PLAINTEXT(Listener.MX, "smtp", "sender@example.org"),
        MX_STARTTLS(Listener.MX, "smtp", "sender@example.org", "--ssl-reqd"),
        SUBMISSIONS(
                Listener.SUBMISSIONS, "smtps", ANN, "--user", "ann:" + ANN_PASSWORD, "--login-options", "AUTH=PLAIN"),
        SUBMISSION(
                Listener.SUBMISSION,
                "smtp",
                ANN,
                "--ssl-reqd",
                "--user",
                ANN + ":" + ANN_PASSWORD,
                "--login-options",
                "AUTH=LOGIN");

        final Listener listener;
        final String scheme;
        final String sender;
        final List<String> options;

        Sending(Listener listener, String scheme, String sender, String... options) {
            this.listener = listener;
            this.scheme = scheme;
            this.sender = sender;
            this.options = List.of(options);
        }
    }

    /** A port for reading, and what curl calls the first message there. */
    enum Reading {
        IMAP(Listener.IMAP, "imap", "/INBOX;MAILINDEX=1"),
        IMAPS(Listener.IMAPS, "imaps", "/INBOX;MAILINDEX=1"),
        POP3(Listener.POP3, "pop3", "/1"),
        POP3S(Listener.POP3S, "pop3s", "/1");

        final Listener listener;
        final String scheme;
        final String first;

        Reading(Listener listener, String scheme, String first) {
            this.listener = listener;
            this.scheme = scheme;
            this.first = first;
        }

        String url(String path) {
            return scheme + "://" + house.at(listener) + path;
        }
    }

    static Stream<Arguments> sendings() {
        return Arrays.stream(Sending.values())
                .flatMap(way -> Sample.ALL.stream().map(sample -> Arguments.of(way, sample)));
    }

    static Stream<Arguments> readings() {
        return Arrays.stream(Reading.values())
                .flatMap(way -> Sample.ALL.stream().map(sample -> Arguments.of(way, sample)));
    }

    @ParameterizedTest
    @MethodSource("sendings")
    void sends(Sending way, Sample sample) {
        send(way, sample.bytes(), way.sender, BOB).succeeded();
        sample.assertDelivered(house.receivedFrom(way.sender).bytes());
        sample.assertDelivered(house.mail().messages("bob", "INBOX").get(0));
    }

    @ParameterizedTest
    @EnumSource(Sending.class)
    void sendsTenMegabytes(Sending way) {
        var large = Sample.large();
        send(way, large.bytes(), way.sender, BOB).succeeded();
        large.assertDelivered(house.receivedFrom(way.sender).bytes());
    }

    @Test
    void endsTheLastLineOfAMessageThatHasNone() {
        var open = Sample.PLAIN.bytes();
        send(Sending.MX_STARTTLS, Arrays.copyOf(open, open.length - 2), "sender@example.org", ANN)
                .succeeded();
        Sample.PLAIN.assertDelivered(house.receivedFrom("sender@example.org").bytes());
    }

    @ParameterizedTest
    @EnumSource(
            value = Sending.class,
            names = {"MX_STARTTLS", "MX_PLAINTEXT"})
    void sendsToAnAddressInUtf8(Sending way) {
        send(way, Sample.UTF8.bytes(), "absender-\u00e4@example.org", JOERG).succeeded();
        var received = house.receivedFrom("absender-\u00e4@example.org");
        assertEquals(List.of(JOERG), received.recipients());
        Sample.UTF8.assertDelivered(received.bytes());
        assertEquals(1, house.mail().messages(JOERG, "INBOX").size());
    }

    @ParameterizedTest
    @MethodSource("readings")
    void reads(Reading way, Sample sample) {
        house.append("INBOX", List.of(sample));
        sample.assertIs(read(way, way.first).succeeded().output());
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void readsTenMegabytes(Reading way) {
        var large = Sample.large();
        house.append("INBOX", List.of(large));
        large.assertIs(read(way, way.first).succeeded().output());
    }

    @Test
    void findsItsMailboxesAndMessagesByImap() {
        house.append("INBOX", Sample.ALL);
        assertTrue(read(Reading.IMAPS, "/").succeeded().text().contains("\"/\" INBOX"));
        var found = read(Reading.IMAPS, "/INBOX?SUBJECT%20dots").succeeded();
        assertEquals("* SEARCH " + (Sample.ALL.indexOf(Sample.DOTS) + 1) + "\r\n", found.text());
        Sample.UTF8.assertIs(read(Reading.IMAPS, "/INBOX;MAILINDEX=" + (Sample.ALL.indexOf(Sample.UTF8) + 1))
                .succeeded()
                .output());
    }

    @Test
    void appendsByImap() {
        for (var sample : Sample.ALL) {
            curl(
                            "--url",
                            Reading.IMAPS.url("/INBOX"),
                            "--user",
                            "bob:" + BOB_PASSWORD,
                            "--cacert",
                            house.ca().toString(),
                            "--upload-file",
                            house.file("message", sample.bytes()).toString())
                    .succeeded();
        }
        var stored = house.mail().messages("bob", "INBOX");
        for (int i = 0; i < stored.size(); i++) Sample.ALL.get(i).assertIs(stored.get(i));
        assertEquals(Sample.ALL.size(), stored.size());
    }

    @Test
    void listsItsMaildropByPop3() {
        house.append("INBOX", List.of(Sample.PLAIN, Sample.DOTS));
        assertEquals(
                "1 " + Sample.PLAIN.bytes().length + "\r\n2 " + Sample.DOTS.bytes().length + "\r\n",
                read(Reading.POP3S, "/").succeeded().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"imaps", "pop3s", "smtps", "imap", "pop3", "smtp"})
    void refusesACertificateItCannotVerify(String scheme) {
        var listener = switch (scheme) {
            case "imaps" -> Listener.IMAPS;
            case "pop3s" -> Listener.POP3S;
            case "smtps" -> Listener.SUBMISSIONS;
            case "imap" -> Listener.IMAP;
            case "pop3" -> Listener.POP3;
            default -> Listener.SUBMISSION;
        };
        var result = curl("--ssl-reqd", "--url", scheme + "://" + house.at(listener), "--user", "ann:" + ANN_PASSWORD);
        assertEquals(60, result.exit(), result::toString); // CURLE_PEER_FAILED_VERIFICATION
    }

    @Test
    void refusesAnotherName() {
        var result = curl(
                "--url",
                "imaps://elsewhere.example:" + house.port(Listener.IMAPS) + "/",
                "--resolve",
                "elsewhere.example:" + house.port(Listener.IMAPS) + ":127.0.0.1",
                "--cacert",
                house.ca().toString(),
                "--user",
                "ann:" + ANN_PASSWORD);
        assertEquals(60, result.exit(), result::toString);
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void isToldThatThePasswordIsWrong(Reading way) {
        var result = curl(
                "--ssl-reqd",
                "--url",
                way.url("/"),
                "--user",
                "ann:guessed",
                "--cacert",
                house.ca().toString());
        assertEquals(67, result.exit(), result::toString); // CURLE_LOGIN_DENIED
    }

    private RealProgram.Result send(Sending way, byte[] message, String from, String to) {
        var arguments = new ArrayList<>(List.of(
                "--url",
                way.scheme + "://" + house.at(way.listener) + "/client.example.org",
                "--cacert",
                house.ca().toString(),
                "--mail-from",
                from,
                "--mail-rcpt",
                to,
                "--upload-file",
                house.file("message", message).toString()));
        arguments.addAll(way.options);
        return curl(arguments.toArray(String[]::new));
    }

    private RealProgram.Result read(Reading way, String path) {
        return curl(
                "--ssl-reqd",
                "--url",
                way.url(path),
                "--user",
                "ann:" + ANN_PASSWORD,
                "--cacert",
                house.ca().toString());
    }

    private static RealProgram.Result curl(String... arguments) {
        var all = new ArrayList<>(List.of("--silent", "--show-error", "--max-time", "50"));
        all.addAll(List.of(arguments));
        return house.program("curl").run(all.toArray(String[]::new));
    }
}
