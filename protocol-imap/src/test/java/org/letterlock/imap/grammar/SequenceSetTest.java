package org.letterlock.imap.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceSetTest {
    private static SequenceSet read(String text) throws SyntaxException {
        var in = new ImapReader(text.getBytes(StandardCharsets.US_ASCII), 0);
        var set = in.sequenceSet(1000);
        in.end();
        return set;
    }

    @Test
    void whatIsWrittenIsRead() throws SyntaxException {
        for (int seed = 0; seed < 2000; seed++) {
            var set = random(new Random(seed), 5, 0xFFFF_FFFFL);
            assertEquals(set, read(set.toString()), "seed " + seed);
        }
    }

    @Test
    void resolvesToWhatASetOfNumbersWouldSay() {
        for (int seed = 0; seed < 5000; seed++) {
            var random = new Random(seed);
            var set = random(random, 6, 12);
            int star = random.nextInt(10) + 1;
            int limit = random.nextInt(12) + 1;
            var expected = new TreeSet<Long>();
            for (var element : set.toString().split(",")) {
                var ends = (element + ":" + element).split(":");
                long a = ends[0].equals("*") ? star : Long.parseLong(ends[0]);
                long b = ends[1].equals("*") ? star : Long.parseLong(ends[1]);
                for (long n = Math.min(a, b); n <= Math.max(a, b) && n <= limit; n++) expected.add(n);
            }
            var ranges = set.resolve(star, limit);
            var actual = new TreeSet<Long>();
            for (int i = 0; i < ranges.length; i += 2) {
                assertTrue(i == 0 || ranges[i] > ranges[i - 1] + 1, "seed " + seed + ": ranges touch");
                for (long n = ranges[i]; n <= ranges[i + 1]; n++) actual.add(n);
            }
            assertEquals(expected, actual, "seed " + seed + ": " + set);
        }
    }

    @Test
    @DisplayName("S-I5 1:4294967295 costs what is there")
    void sI5_wholeRange() throws SyntaxException {
        assertArrayEquals(new long[] {1, 3}, read("1:4294967295,1:*,*:1").resolve(3, 3));
    }

    @Test
    void knowsWhatExceeds() throws SyntaxException {
        assertTrue(read("4").exceeds(3));
        assertTrue(read("*").exceeds(0));
        assertTrue(read("1,7:9").exceeds(3));
        assertFalse(read("1:9").exceeds(3));
        assertFalse(read("9:*").exceeds(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "1:", ":1", "1,", ",1", "1::2", "1:2:3", "4294967296", "-1", "a", "1;2", "01a", "**"})
    void refusesWhatIsNoSet(String text) {
        assertThrows(SyntaxException.class, () -> read(text));
    }

    @Test
    void hasAsManyElementsAsMayBe() throws SyntaxException {
        read("1,".repeat(999) + "1");
        assertThrows(SyntaxException.class, () -> read("1,".repeat(1000) + "1"));
    }

    private static SequenceSet random(Random random, int elements, long max) {
        var bounds = new long[2 * (1 + random.nextInt(elements))];
        for (int i = 0; i < bounds.length; i += 2) {
            bounds[i] = random.nextInt(6) == 0 ? SequenceSet.STAR : 1 + (long) (random.nextDouble() * max);
            bounds[i + 1] = random.nextBoolean()
                    ? bounds[i]
                    : random.nextInt(6) == 0 ? SequenceSet.STAR : 1 + (long) (random.nextDouble() * max);
            if (bounds[i] > max) bounds[i] = max;
            if (bounds[i + 1] > max) bounds[i + 1] = max;
        }
        return SequenceSet.of(bounds);
    }
}
