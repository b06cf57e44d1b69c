package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which boundary a line begins with: the longest, of equals the innermost. */
class BoundariesTest {
    private static String some(Random random, int most) {
        var s = new StringBuilder();
        for (int n = 1 + random.nextInt(most); n > 0; n--) s.append("ab\u00ff".charAt(random.nextInt(3)));
        return s.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName("S-M1 boundaries that begin one another, found as by holding each against the line")
    void sM1_foundAsOneByOne() {
        for (long seed = 1; seed <= 500; seed++) {
            var random = new Random(seed);
            var boundaries = new Boundaries();
            var open = new ArrayList<String>();
            for (int step = 0; step < 60; step++) {
                if (open.isEmpty() || random.nextInt(5) > 1) {
                    open.add(some(random, 5));
                    boundaries.add(octets(open.get(open.size() - 1)), open.size() - 1);
                } else {
                    int level = open.size() - 1;
                    boundaries.remove(octets(open.remove(level)), level);
                }
                var line = random.nextInt(9) == 0 ? "" : some(random, 8);
                int expected = -1;
                for (int i = open.size() - 1, longest = 0; i >= 0; i--) {
                    if (open.get(i).length() <= longest || !line.startsWith(open.get(i))) continue;
                    expected = i;
                    longest = open.get(i).length();
                }
                assertEquals(expected, boundaries.levelOf(octets(line)), "seed " + seed + ", step " + step);
            }
        }
    }
}
