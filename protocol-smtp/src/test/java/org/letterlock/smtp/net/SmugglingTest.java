package org.letterlock.smtp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All combinations of CR, LF, CRLF and NUL at five places around a dot, with a second message behind it. Where the octets
 * are not CRLF.CRLF, there is one message or none, and never a bare CR, a bare LF or NUL in what is stored.
 */
class SmugglingTest {
    private static final List<String> PIECES = List.of("\r", "\n", "\r\n", "\0");
    private static final Pattern STRAY = Pattern.compile("\r(?!\n)|(?<!\r)\n|\0");
    private static final String SECOND =
            "MAIL FROM:<evil@b.example>\r\nRCPT TO:<ann@example.test>\r\nBDAT 6 LAST\r\nevil\r\n";

    private record Around(String before, String behind) {
        /** CRLF.CRLF is in it. */
        boolean ends() {
            return before.endsWith("\r\n") && behind.startsWith("\r\n");
        }

        String message() {
            return "Subject: one\r\n\r\nbody" + before + "." + behind + SECOND;
        }
    }

    private static List<Around> all() {
        var all = new ArrayList<Around>();
        for (int i = 0; i < 1024; i++) {
            var pieces = new ArrayList<String>();
            for (int n = i, place = 0; place < 5; place++, n /= 4) pieces.add(PIECES.get(n % 4));
            all.add(new Around(String.join("", pieces.subList(0, 2)), String.join("", pieces.subList(2, 5))));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"newlines refused", "newlines normalised"})
    @DisplayName("S-P1: by DATA, whole, octet by octet and cut at random")
    void sP1_data(String newlines) {
        var random = new Random(20261123);
        int n = 0;
        for (var around : all()) {
            n++;
            for (int how = n % 16 == 0 ? 0 : 1;
                    how < 3;
                    how++) { // octet by octet is slow, and cut at random is much like it
                try (var talk = new Talk("mx;" + newlines + ";mail to bob")) {
                    talk.lines("DATA");
                    var octets = around.message() + "\r\n.\r\n";
                    var answer = switch (how) {
                        case 0 -> talk.sayOctetByOctet(octets);
                        case 1 -> talk.say(octets);
                        default -> talk.sayCut(octets, random);
                    };
                    check(talk, around, answer, newlines);
                }
            }
        }
    }

    private static void check(Talk talk, Around around, String answer, String newlines) {
        var where = around + " " + newlines + ": " + answer;
        for (var letter : talk.letters()) {
            assertFalse(STRAY.matcher(letter.text()).find(), where);
        }
        if (around.ends()) return; // what follows are commands, and may be
        assertTrue(talk.letters().size() <= 1, where);
        assertEquals(1, answer.lines().count(), where);
        boolean taken = answer.startsWith("250 ");
        assertEquals(taken ? 1 : 0, talk.letters().size(), where);
        if (!taken) assertTrue(answer.startsWith("554 5.6.0 "), where);
        if (taken) assertTrue(talk.letter().text().contains("evil@b.example"), where); // as text
        if (newlines.equals("newlines refused")) {
            assertEquals(!STRAY.matcher(around.message()).find(), taken, where);
        } else {
            assertEquals(!around.message().contains("\0"), taken, where);
        }
        assertEquals("250 2.0.0 Ok\r\n", talk.lines("NOOP"), where);
    }

    @ParameterizedTest
    @ValueSource(strings = {"newlines refused", "newlines normalised"})
    @DisplayName("S-P1: by BDAT, in one chunk and in small ones")
    void sP1_bdat(String newlines) {
        for (var around : all()) {
            for (int chunk : new int[] {1000, 7}) {
                try (var talk = new Talk("mx;" + newlines + ";mail to bob")) {
                    var message = around.message();
                    var octets = new StringBuilder();
                    for (int i = 0; i < message.length(); ) {
                        int length = Math.min(chunk, message.length() - i);
                        octets.append("BDAT ").append(length).append("\r\n").append(message, i, i + length);
                        i += length;
                    }
                    var answer = talk.say(octets + "BDAT 0 LAST\r\n");
                    boolean sound = newlines.equals("newlines refused")
                            ? !STRAY.matcher(message).find()
                            : !message.contains("\0");
                    assertEquals(sound ? 1 : 0, talk.letters().size(), around + ": " + answer);
                    for (var letter : talk.letters()) {
                        assertFalse(STRAY.matcher(letter.text()).find(), around + ": " + answer);
                        assertEquals(
                                "",
                                letter.envelope()
                                        .from()
                                        .mailbox()
                                        .orElseThrow()
                                        .localPart()
                                        .replace("ann", ""));
                    }
                    assertEquals("250 2.0.0 Ok\r\n", talk.lines("NOOP"));
                }
            }
        }
    }
}
