package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.Line.Flaw;

class CrlfLineTest {
    @Test
    void linesEndAtCrlfOnly() {
        assertEquals(List.of("a NONE", " NONE", "b NONE"), cut("a\r\n\r\nb\r\nrest"));
    }

    @Test
    void strayControlsAreToldApart() {
        assertEquals(List.of("a\rb BARE_CR", "\0 NUL", "c NONE"), cut("a\rb\r\n\0\r\nc\r\n"));
        assertEquals(List.of("\r BARE_CR"), cut("\r\r\n"));
    }

    @Test
    void aBareLfIsReportedAtOnceAndNothingBehindItIsALine() {
        assertEquals(List.of("NOOP BARE_LF"), cut("NOOP\nQUIT\nQUIT"));
        assertEquals(List.of("NOOP BARE_LF", "c NONE"), cut("NOOP\nQUIT\r\nc\r\n"));
        assertEquals(List.of(" BARE_LF", "c NONE"), cut("\n\r\nc\r\n"));
    }

    @Test
    @DisplayName("S-T5 a line without end is reported at the limit and nothing of it is kept")
    void sT5_lineWithoutEnd() {
        var lines = new CrlfLine(8);
        var in = Unpooled.buffer();
        in.writeBytes("123456789".getBytes(ISO_8859_1));
        var line = lines.cut(in);
        assertEquals(Flaw.TOO_LONG, line.flaw());
        for (int i = 0; i < 1000; i++) {
            in.discardReadBytes().writeBytes(new byte[4096]);
            assertEquals(null, lines.cut(in));
            assertFalse(in.isReadable());
        }
        in.writeBytes("\r\nQUIT\r\n".getBytes(ISO_8859_1));
        assertEquals("QUIT", lines.cut(in).ascii().orElseThrow());
    }

    @Test
    void theLimitCountsTheLineWithoutItsEnd() {
        assertEquals(List.of("12345678 NONE", "12345678 TOO_LONG", "c NONE"), cut("12345678\r\n123456789\r\nc\r\n"));
        assertEquals(List.of("12345678 TOO_LONG"), cut("12345678\rx"));
    }

    @Test
    void anyCuttingGivesTheSameLines() {
        for (int seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            var octets = Cuttings.random(random, "ab\0\r\n\r\n", random.nextInt(80));
            List<String> expected = null;
            for (var pieces : Cuttings.of(octets, random, 5)) {
                var got = cut(pieces);
                if (expected == null) expected = got;
                assertEquals(expected, got, "seed " + seed);
            }
        }
    }

    @Test
    void textIsDecodedStrictly() {
        assertEquals(Optional.of("é"), line("\u00c3\u00a9").utf8());
        assertEquals(Optional.empty(), line("\u00c3\u00a9").ascii());
        assertEquals(Optional.empty(), line("\u00c0\u00af").utf8(), "overlong");
        assertEquals(Optional.empty(), line("\u00ed\u00a0\u0080").utf8(), "surrogate");
        assertEquals(Optional.of("abc"), line("abc").ascii());
    }

    @Test
    @DisplayName("S-G2 a line does not tell its text to a log")
    void sG2_lineHidesItsText() {
        assertFalse(line("PASS secret").toString().contains("secret"));
        assertTrue(line("PASS secret").toString().contains("11"));
    }

    private static Line line(String latin1) {
        return new Line(latin1.getBytes(ISO_8859_1), Flaw.NONE);
    }

    private static List<String> cut(String text) {
        return cut(List.of(text.getBytes(ISO_8859_1)));
    }

    private static List<String> cut(List<byte[]> pieces) {
        var lines = new CrlfLine(8);
        var in = Unpooled.buffer();
        var all = new ArrayList<String>();
        for (var piece : pieces) {
            in.discardReadBytes().writeBytes(piece);
            for (var line = lines.cut(in); line != null; line = lines.cut(in)) {
                all.add(new String(line.octets(), ISO_8859_1) + " " + line.flaw());
            }
        }
        in.release();
        return all;
    }
}
