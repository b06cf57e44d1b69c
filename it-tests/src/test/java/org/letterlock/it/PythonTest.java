package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;
import static org.letterlock.it.MailHouse.JOERG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.Listener;

/** Python's smtplib, imaplib and poplib: what scripts and test suites use. See {@code python/client.py}. */
class PythonTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @CsvSource({
        "MX_PLAINTEXT,sender@example.org",
        "MX,sender@example.org",
        "SUBMISSION,ann@example.test",
        "SUBMISSIONS,ann@example.test"
    })
    void smtplibSendsEverySample(String way, String sender) {
        var listener = way.startsWith("MX") ? Listener.MX : Listener.valueOf(way);
        for (var sample : Sample.ALL) {
            house.mail().reset();
            var file = house.file("message", sample.bytes()).toString();
            python("ann", ANN_PASSWORD, "send", listener, way, sender, BOB, file, "BODY=8BITMIME")
                    .succeeded();
            sample.assertDelivered(house.receivedFrom(sender).bytes());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MX_PLAINTEXT,absender-\u00e4@example.org",
        "MX,absender-\u00e4@example.org",
        "SUBMISSION,ann@example.test",
        "SUBMISSIONS,ann@example.test"
    })
    void smtplibSendsToAnAddressInUtf8(String way, String sender) {
        var listener = way.startsWith("MX") ? Listener.MX : Listener.valueOf(way);
        python(ANN, ANN_PASSWORD, "send-message", listener, way, sender, JOERG).succeeded();
        var message = new String(house.receivedFrom(sender).bytes(), StandardCharsets.UTF_8);
        assertTrue(message.contains("Subject: Grüße 日本語\r\n") && message.contains("To: " + JOERG + "\r\n"), message);
        assertEquals(1, house.mail().messages(JOERG, "INBOX").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"IMAP", "IMAPS"})
    void imaplibReadsAndKeepsHouse(String way) throws IOException {
        var samples = new ArrayList<>(Sample.ALL);
        samples.add(Sample.large());
        house.append("INBOX", samples);
        python(
                        ANN,
                        ANN_PASSWORD,
                        "imap",
                        Listener.valueOf(way),
                        way,
                        house.work().toString())
                .succeeded();
        for (int i = 0; i < samples.size(); i++)
            samples.get(i).assertIs(Files.readAllBytes(house.work().resolve("fetched." + (i + 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POP3", "POP3S"})
    void poplibEmptiesAMaildrop(String way) throws IOException {
        var samples = new ArrayList<>(Sample.ALL);
        samples.add(Sample.large());
        house.append("INBOX", samples);
        python(
                        "ann",
                        ANN_PASSWORD,
                        "pop3",
                        Listener.valueOf(way),
                        way,
                        house.work().toString())
                .succeeded();
        for (int i = 0; i < samples.size(); i++)
            samples.get(i).assertIs(Files.readAllBytes(house.work().resolve("retrieved." + (i + 1))));
        var left = house.mail().messages("ann", "INBOX");
        assertEquals(samples.size() - 1, left.size()); // the last one was deleted, by QUIT
        samples.get(0).assertIs(left.get(0));
    }

    @ParameterizedTest
    @CsvSource({"imap,IMAP", "imap,IMAPS", "pop3,POP3", "pop3,POP3S"})
    void refusesACertificateItCannotVerify(String command, Listener listener) {
        var result = house.program("python3")
                .run(
                        script(),
                        "-",
                        "ann",
                        ANN_PASSWORD,
                        command,
                        "" + house.port(listener),
                        listener.name(),
                        house.work().toString())
                .failed();
        assertTrue(result.errors().contains("CERTIFICATE_VERIFY_FAILED"), result::toString);
    }

    @Test
    void isToldThatThePasswordIsWrong() {
        var smtp = python(
                        "ann",
                        "guessed",
                        "send",
                        Listener.SUBMISSIONS,
                        "SUBMISSIONS",
                        ANN,
                        BOB,
                        house.ca().toString())
                .failed();
        assertTrue(smtp.errors().contains("SMTPAuthenticationError: (535"), smtp::toString);
        var imap = python(
                        "ann",
                        "guessed",
                        "imap",
                        Listener.IMAPS,
                        "IMAPS",
                        house.work().toString())
                .failed();
        assertTrue(imap.errors().contains("AUTHENTICATIONFAILED"), imap::toString);
        var pop3 = python(
                        "ann",
                        "guessed",
                        "pop3",
                        Listener.POP3S,
                        "POP3S",
                        house.work().toString())
                .failed();
        assertTrue(pop3.errors().contains("-ERR [AUTH]"), pop3::toString);
    }

    private static RealProgram.Result python(
            String user, String password, String command, Listener listener, String... arguments) {
        var all = new ArrayList<>(
                List.of(script(), house.ca().toString(), user, password, command, "" + house.port(listener)));
        all.addAll(List.of(arguments));
        return house.program("python3").run(all.toArray(String[]::new));
    }

    private static String script() {
        try (var source = PythonTest.class.getResourceAsStream("/python/client.py")) {
            return house.file("client.py", source.readAllBytes()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
