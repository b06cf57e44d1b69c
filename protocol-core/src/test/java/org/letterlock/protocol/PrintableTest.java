package org.letterlock.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    @DisplayName("S-G1 S-P18 line ends, escapes and writing directions cannot leave a log line")
    void sG1_sP18_controlsAreEscaped() {
        assertEquals("a\\u000D\\u000Ab", Printable.of("a\r\nb"));
        assertEquals("\\u001B[31m\\u0000\\u007F\\u009B", Printable.of("\u001b[31m\0\u007f\u009b"));
        assertEquals("\\u202Egpj.exe\\u2028", Printable.of("\u202egpj.exe\u2028"));
        assertEquals("\\uD800x", Printable.of("\ud800x"));
        assertEquals("\\\\u000A", Printable.of("\\u000A"), "an escape cannot be forged");
    }

    @Test
    @DisplayName("S-P18 no more than 64 characters come back")
    void sP18_cut() {
        assertEquals("x".repeat(64), Printable.of("x".repeat(64)));
        assertEquals("x".repeat(64) + "…", Printable.of("x".repeat(65)));
        assertEquals("x".repeat(64) + "...", Printable.ascii("x".repeat(100_000)));
        assertTrue(Printable.ascii("\0".repeat(100)).length() < 400);
    }

    @Test
    void whatCanBeSeenStays() {
        assertEquals("ann@example.test <é😀>", Printable.of("ann@example.test <é😀>"));
        assertEquals("\\u00E9\\U01F600", Printable.ascii("é😀"));
        assertEquals("", Printable.of(""));
    }
}
