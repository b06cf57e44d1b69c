package org.letterlock.pop3.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties of RETR, TOP and LIST, over messages made of what matters: CR, LF, dots and little else. */
class MessagesOnTheWireTest {
    private static final int MESSAGES = 400;

    @Test
    void whatIsSentIsWhatIsStoredWithCrlfAndAsLongAsListSays() {
        try (var stage = new Pop3Stage()) {
            var messages = new String[MESSAGES + 1];
            for (int seed = 1; seed <= MESSAGES; seed++) {
                messages[seed] = random(new Random(seed), seed % 20 == 0 ? 70_000 : 40);
                stage.deliver(messages[seed].getBytes(ISO_8859_1));
            }
            try (var client = Client.loggedIn(stage)) {
                long all = 0;
                for (int seed = 1; seed <= MESSAGES; seed++) {
                    var expected = lines(messages[seed]);
                    all += expected.length();
                    assertEquals("+OK " + seed + " " + expected.length() + "\r\n", ask(client, "LIST " + seed));
                    var sent = ask(client, "RETR " + seed);
                    assertTrue(sent.startsWith("+OK " + expected.length() + " octets\r\n"), "seed " + seed);
                    assertEquals(expected, message(sent), "seed " + seed);
                    int n = new Random(seed).nextInt(5);
                    assertEquals(top(expected, n), message(ask(client, "TOP " + seed + " " + n)), "seed " + seed);
                }
                assertEquals("+OK " + MESSAGES + " " + all + "\r\n", ask(client, "STAT"));
            }
        }
    }

    @Test
    void eightBitOctetsAndLongLinesAreNotTouched() {
        var octets = new byte[1_000_000];
        new Random(1).nextBytes(octets);
        for (int i = 0; i < octets.length; i++) if (octets[i] == '\n' || octets[i] == '.') octets[i] = 'x';
        octets[octets.length - 2] = '\r';
        octets[octets.length - 1] = '\n';
        try (var stage = new Pop3Stage()) {
            stage.deliver(octets);
            try (var client = Client.loggedIn(stage)) {
                assertArrayEquals(octets, message(ask(client, "RETR 1")).getBytes(ISO_8859_1));
            }
        }
    }

    /** The content of a multi-line answer, dots taken off. */
    private static String message(String answer) {
        int start = answer.indexOf("\r\n") + 2;
        assertTrue(answer.endsWith("\r\n.\r\n"));
        var lines = ("\r\n" + answer.substring(start, answer.length() - 3)).replace("\r\n.", "\r\n");
        return lines.substring(2);
    }

    /** {@code message} with a CRLF wherever a line ends, and at its end. */
    private static String lines(String message) {
        var lines = message.replaceAll("(?<!\r)\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    private static String top(String lines, int n) {
        int end = lines.startsWith("\r\n") ? 2 : lines.indexOf("\r\n\r\n") + 4;
        if (end == 3) return lines;
        for (int i = 0; i < n && end < lines.length(); i++) end = lines.indexOf("\r\n", end) + 2;
        return lines.substring(0, end);
    }

    private static String random(Random random, int atMost) {
        var alphabet = new String[] {"a", ".", "\r\n", "\r\n", "\n", "\r", "\r\n.", "\u00ff", "\r\n\r\n"};
        var message = new StringBuilder();
        int length = random.nextInt(atMost);
        while (message.length() < length) message.append(alphabet[random.nextInt(alphabet.length)]);
        return message.toString();
    }

    private static String ask(Client client, String command) {
        client.send(command + "\r\n");
        return new String(client.octets(), ISO_8859_1);
    }
}
