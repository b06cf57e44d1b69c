package org.letterlock.protocol.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlayerTest {
    @Test
    void anEllipsisIsAnyRun() {
        assertTrue(Player.matches("a1 OK …", "a1 OK done"));
        assertTrue(Player.matches("a1 OK…", "a1 OK"));
        assertTrue(Player.matches("…[UIDNEXT …] …", "* OK [UIDNEXT 4] next"));
        assertFalse(Player.matches("a1 OK …", "a2 OK done"));
        assertFalse(Player.matches("ab…ba", "aba"));
        assertFalse(Player.matches("a", "ab"));
    }

    @Test
    void whatIsNotTextIsShownEscaped() {
        assertEquals("é\\x00\\x1B", Player.text("é\0\u001b".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertEquals("a\\xE9", Player.text(new byte[] {'a', (byte) 0xe9}));
    }

    @Test
    void aFileIsReadAsItIsWritten() {
        var all = Transcript.parse("f.txt", """
                # first
                given ann; bob
                C: a
                S2: b …
                C1| x\\r\\n\\x00\\(3*ab)
                ---
                # second
                only whole
                TLS
                ADVANCE 5m
                """);
        assertEquals(2, all.size());
        assertEquals("first", all.get(0).title());
        assertEquals(List.of("ann; bob"), all.get(0).given());
        assertEquals("a\r\n", new String(all.get(0).clientOctets().get(0), java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(
                "x\r\n\0ababab", new String(all.get(0).clientOctets().get(1), java.nio.charset.StandardCharsets.UTF_8));
        assertTrue(all.get(1).onlyWhole());
        assertTrue(all.get(1).onlyMemory());
        assertEquals("f.txt:7 second", all.get(1).toString());
        var bad = assertThrows(IllegalArgumentException.class, () -> Transcript.parse("g.txt", "# t\nX1: a"));
        assertTrue(bad.getMessage().startsWith("g.txt:2:"));
    }
}
