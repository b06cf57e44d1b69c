package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** E5: submission mode adds a missing Message-ID and Date, and touches nothing that is there. RFC 6409, 8. */
class PolicyE5Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    private static final String BARE = "From: Ann <ann@example.test>\r\nSubject: bare\r\n\r\nText\r\n";

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"SUBMISSION", "SUBMISSIONS"})
    @DisplayName("E5: a message without both headers has both after 587 and 465")
    void submissionAddsWhatIsMissing(Listener listener) {
        submit(listener, BARE);
        var message = arrived(ANN);
        assertTrue(
                Pattern.compile("(?md)^Message-ID: <[^<>@\\s]+@[^<>@\\s]+>\r$")
                        .matcher(message)
                        .find(),
                message);
        assertTrue(
                Pattern.compile("(?md)^Date: \\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\r$")
                        .matcher(message)
                        .find(),
                message);
        assertEquals(message.indexOf("Message-ID:"), message.lastIndexOf("Message-ID:"));
        assertTrue(message.endsWith("\r\n\r\nText\r\n"), message);
    }

    @Test
    @DisplayName("E5: the same on 25 has neither")
    void transferAddsNeither() {
        house.program("curl")
                .run(
                        "--silent",
                        "--show-error",
                        "smtp://" + house.at(Listener.MX),
                        "--mail-from",
                        "sender@example.org",
                        "--mail-rcpt",
                        BOB,
                        "-T",
                        house.file("m", BARE.getBytes(StandardCharsets.US_ASCII))
                                .toString())
                .succeeded();
        var message = arrived("sender@example.org");
        assertTrue(message.endsWith(BARE), message);
        assertTrue(!message.contains("Message-ID:") && !message.contains("\nDate:"), message);
    }

    @Test
    @DisplayName("E5: what is there stays as it is, also Sender (sender_retain)")
    void nothingThatIsThereIsTouched() {
        var full =
                "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nSender: secretary@elsewhere.example\r\nMESSAGE-id:  <odd but mine>\r\n"
                        + BARE;
        submit(Listener.SUBMISSION, full);
        var message = arrived(ANN);
        assertTrue(message.endsWith(full), message);
    }

    private static void submit(Listener listener, String message) {
        house.program("curl")
                .run(
                        "--silent",
                        "--show-error",
                        "--ssl-reqd",
                        "--cacert",
                        house.ca().toString(),
                        (listener.implicitTls() ? "smtps://" : "smtp://") + house.at(listener),
                        "--user",
                        "ann:" + ANN_PASSWORD,
                        "--mail-from",
                        ANN,
                        "--mail-rcpt",
                        BOB,
                        "-T",
                        house.file("m", message.getBytes(StandardCharsets.US_ASCII))
                                .toString())
                .succeeded();
    }

    private static String arrived(String from) {
        return new String(house.receivedFrom(from).bytes(), StandardCharsets.US_ASCII);
    }
}
