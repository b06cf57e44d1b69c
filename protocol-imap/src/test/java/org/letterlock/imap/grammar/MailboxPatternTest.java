package org.letterlock.imap.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MailboxPatternTest {
    @Test
    void matchesWhatTheRfcSays() {
        assertTrue(matches("*", "a/b/c"));
        assertTrue(matches("%", "a"));
        assertFalse(matches("%", "a/b"));
        assertTrue(matches("a/%", "a/b"));
        assertTrue(matches("%/%", "a/b"));
        assertTrue(matches("inbox", "INBOX"));
        assertTrue(matches("iNbOx/*", "INBOX/x"));
        assertFalse(matches("inbox2", "INBOX2"));
        assertFalse(matches("", "a"));
        assertTrue(matches("", ""));
        assertTrue(matches("%*", "a/b"));
        assertTrue(matches("日%語", "日本語"));
    }

    private static boolean matches(String pattern, String name) {
        return new MailboxPattern(pattern, '/').matches(name);
    }

    @Test
    void matchesAsAMatcherByDefinitionDoes() {
        for (int seed = 0; seed < 20000; seed++) {
            var random = new Random(seed);
            var pattern = random(random, "ab/*%", 8);
            var name = random(random, "ab/", 8);
            assertEquals(
                    byDefinition(pattern, name), matches(pattern, name), "seed " + seed + ": " + pattern + " " + name);
        }
    }

    @Test
    void matchesLongPatternsAcrossWords() {
        for (int n = 55; n < 140; n++) {
            var text = "x".repeat(n);
            assertTrue(matches(text + "*" + text, text + "/" + text), "n " + n);
            assertTrue(matches("%" + text + "%y", text + text + "y"), "n " + n);
            assertFalse(matches(text + "%z", text + "/z"), "n " + n);
        }
    }

    @Test
    @DisplayName("S-I6 200 wildcards against a long name that almost matches")
    void sI6_noBacktracking() {
        var pattern = new MailboxPattern("%a*".repeat(200) + "b", '/');
        var name = "a".repeat(1000);
        for (int i = 0; i < 1000; i++) assertFalse(pattern.matches(name)); // backtracking would not end
    }

    @Test
    @DisplayName("S-I6 what is longer than any name matches nothing, and takes no room")
    void sI6_longerThanAnyName() {
        assertTrue(matches("x".repeat(1000), "x".repeat(1000)));
        assertTrue(matches("*" + "x%".repeat(1000), "x".repeat(1000)));
        assertFalse(matches("x".repeat(1001), "x".repeat(1001)));
        var distinct = new StringBuilder();
        for (char c = 0x100; c < 0xd000; c++) distinct.append(c);
        assertFalse(matches(distinct.toString(), distinct.toString()));
    }

    private static boolean byDefinition(String pattern, String name) {
        if (pattern.isEmpty()) return name.isEmpty();
        char p = pattern.charAt(0);
        if (p == '*' || p == '%') {
            if (byDefinition(pattern.substring(1), name)) return true;
            return !name.isEmpty() && (p == '*' || name.charAt(0) != '/') && byDefinition(pattern, name.substring(1));
        }
        return !name.isEmpty() && name.charAt(0) == p && byDefinition(pattern.substring(1), name.substring(1));
    }

    private static String random(Random random, String alphabet, int most) {
        var s = new StringBuilder();
        for (int n = random.nextInt(most); n > 0; n--) s.append(alphabet.charAt(random.nextInt(alphabet.length())));
        return s.toString();
    }
}
