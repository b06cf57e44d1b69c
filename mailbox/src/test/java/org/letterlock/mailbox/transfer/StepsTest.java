package org.letterlock.mailbox.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What octets go through: the same wherever they are cut, and back again. */
class StepsTest {
    private static final List<String> BITS = List.of(
            "From ",
            "From",
            ">",
            ">>",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "a",
            " ",
            "\t",
            "Status: R",
            "status:",
            "X-UID: 7",
            "X-IMAPbase: 1 2",
            "Subject: x",
            ":",
            "\u00e9",
            "X-Keywords: a b",
            "X-",
            "F",
            "Fro");

    static byte[] random(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) text.append(BITS.get(random.nextInt(BITS.size())));
        return text.toString().getBytes(ISO_8859_1);
    }

    private static byte[] through(byte[] octets, Random cuts, Function<Octets, Octets> step) {
        var out = new ByteArrayOutputStream();
        var first = step.apply((o, from, to) -> out.write(o, from, to - from));
        try {
            for (int at = 0; at < octets.length; ) {
                int n = Math.min(octets.length - at, 1 + cuts.nextInt(cuts.nextBoolean() ? 3 : 100));
                first.write(octets, at, at + n);
                at += n;
            }
            first.end();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static String through(String text, Function<Octets, Octets> step) {
        return new String(through(text.getBytes(ISO_8859_1), new Random(1), step), ISO_8859_1);
    }

    @Test
    void linesEndInCrlf() {
        assertEquals("a\r\nb\r\n\r\n\rc\r\r\n", through("a\nb\r\n\n\rc\r\r\n", CrlfEnds::new));
    }

    @Test
    void linesEndInLf() {
        assertEquals("a\nb\n\n\rc\r", through("a\r\nb\r\n\r\n\rc\r", LfEnds::new));
    }

    @Test
    void whatDoesNotComeBackIsSaid() {
        for (long seed = 1; seed <= 3000; seed++) {
            var random = new Random(seed);
            var message = random(random);
            var steps = new LfEnds[1];
            var file = through(message, random, next -> steps[0] = new LfEnds(next));
            var back = through(file, random, CrlfEnds::new);
            if (steps[0].ambiguous()) assertFalse(java.util.Arrays.equals(message, back), "seed " + seed);
            else assertArrayEquals(message, back, "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(MboxQuoting.class)
    void quotingComesBackOrSaysSo(MboxQuoting quoting) {
        for (long seed = 1; seed <= 3000; seed++) {
            var random = new Random(seed);
            var message = random(random);
            var steps = new FromQuoting[1];
            var quoted = through(message, random, next -> steps[0] = FromQuoting.add(quoting, next));
            if (steps[0].ambiguous()) {
                assertFalse(quoting == MboxQuoting.MBOXRD, "seed " + seed);
                continue;
            }
            var lines = new String(quoted, ISO_8859_1);
            assertFalse(lines.startsWith("From ") || lines.contains("\nFrom "), "seed " + seed);
            assertArrayEquals(
                    message, through(quoted, random, next -> FromQuoting.remove(quoting, next)), "seed " + seed);
        }
    }

    @Test
    void aLineOfQuotesIsCountedNotKept() throws IOException {
        var out = new CountedOutput(java.io.OutputStream.nullOutputStream());
        var step = FromQuoting.remove(MboxQuoting.MBOXRD, out);
        var piece = ">".repeat(64 * 1024).getBytes(ISO_8859_1);
        for (int i = 0; i < 5000; i++) step.write(piece, 0, piece.length);
        step.write("From ".getBytes(ISO_8859_1), 0, 5);
        step.end();
        assertEquals(5000L * 64 * 1024 - 1 + 5, out.size());
    }

    @ParameterizedTest
    @CsvSource({
        "'Status: RO\nSubject: a\nX-UID: 5\n\nStatus: no\n', 'Subject: a\n\nStatus: no\n', RO",
        "'A: b\nSTATUS:R\n\n', 'A: b\n\n', R",
        "'Status: R\n O\nB: c\n d\n\n', 'B: c\n d\n\n', 'R\n O'",
        "'no field\nStatus: R\n', 'no field\n', R",
        "'Status', Status, ",
        "' folded\nStatus: D\n', ' folded\n', D",
        "'\nStatus: R\n', '\nStatus: R\n', ",
    })
    void fieldsOfAnMbox(String message, String left, String status) throws IOException {
        var out = new ByteArrayOutputStream();
        var step = new OwnFields((o, from, to) -> out.write(o, from, to - from));
        for (byte octet : message.getBytes(ISO_8859_1)) step.write(new byte[] {octet}, 0, 1);
        step.end();
        assertEquals(left, out.toString(ISO_8859_1));
        assertEquals(status, step.values().get("status"));
    }

    @Test
    void fieldsAreTheSameHoweverCut() {
        for (long seed = 1; seed <= 3000; seed++) {
            var message = random(new Random(seed));
            var steps = new OwnFields[2];
            var whole = through(message, new Random(1), next -> steps[0] = new OwnFields(next));
            var cut = through(message, new Random(seed), next -> steps[1] = new OwnFields(next));
            assertArrayEquals(whole, cut, "seed " + seed);
            assertEquals(steps[0].values(), steps[1].values(), "seed " + seed);
            if (steps[0].values().isEmpty()) assertArrayEquals(message, whole, "seed " + seed);
            assertEquals(Map.of(), ownFields(whole), "seed " + seed);
        }
    }

    private static Map<String, String> ownFields(byte[] message) {
        var steps = new OwnFields[1];
        through(message, new Random(1), next -> steps[0] = new OwnFields(next));
        return steps[0].values();
    }

    @Test
    void aFieldWithoutEndTakesNoMemory() throws IOException {
        var step = new OwnFields((o, from, to) -> {});
        var start = "X-Keywords: ".getBytes(ISO_8859_1);
        step.write(start, 0, start.length);
        var piece = "a".repeat(64 * 1024).getBytes(ISO_8859_1);
        for (int i = 0; i < 1000; i++) step.write(piece, 0, piece.length);
        step.end();
        assertTrue(step.values().get("x-keywords").length() <= 64 * 1024);
    }
}
