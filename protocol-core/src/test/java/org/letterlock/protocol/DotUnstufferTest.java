package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.DotUnstuffer.Strays;

class DotUnstufferTest {
    /** What a reading gave: the message, what was left behind its end, whether there was an end, and the flaws. */
    private record Reading(String message, String rest, boolean end, boolean bareCr, boolean bareLf, boolean nul) {}

    @Test
    void dotsAreRemovedAtTheStartOfALineOnly() {
        assertEquals(
                "a.b\r\n.c\r\nd\r\n",
                refuse("a.b\r\n..c\r\n.d\r\n.\r\nQUIT\r\n").message());
        assertEquals("QUIT\r\n", refuse("a.b\r\n..c\r\n.d\r\n.\r\nQUIT\r\n").rest());
        assertEquals(new Reading("", "x", true, false, false, false), refuse(".\r\nx"));
    }

    @Test
    @DisplayName("S-P1 only CRLF.CRLF ends a message: every run of five of CR, LF, CRLF, NUL around the dot")
    void sP1_onlyCrlfDotCrlfEnds() {
        String[] marks = {"\r", "\n", "\r\n", "\0", ""};
        for (var a : marks) {
            for (var b : marks) {
                for (var c : marks) {
                    for (var d : marks) {
                        var text = "a" + a + b + "." + c + d + "b\r\n.\r\n";
                        for (var strays : Strays.values()) {
                            var got = read(List.of(text.getBytes(ISO_8859_1)), strays);
                            assertEquals(
                                    reference(text, strays),
                                    got,
                                    text.replace('\r', 'R').replace('\n', 'N'));
                            if (strays == Strays.NORMALISE) assertNoStrays(got.message());
                            else if (!got.bareCr() && !got.bareLf()) assertNoStrays(got.message());
                        }
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("S-P1 any cutting gives the same message, end and flaws")
    void sP1_anyCuttingGivesTheSame() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var octets = Cuttings.random(random, "ab\u00e9..\r\n\r\n\0", random.nextInt(60));
            if (random.nextInt(4) == 0)
                octets = (new String(octets, ISO_8859_1).replace("a", "\r\n.")).getBytes(ISO_8859_1);
            if (random.nextInt(4) == 0)
                octets = (new String(octets, ISO_8859_1).replace("b", "x".repeat(1500))).getBytes(ISO_8859_1);
            for (var strays : Strays.values()) {
                var expected = reference(new String(octets, ISO_8859_1), strays);
                for (var pieces : Cuttings.of(octets, random, 4)) {
                    if (pieces.size() > 200) continue;
                    assertEquals(expected, read(pieces, strays), "seed " + seed + " " + strays);
                }
            }
        }
    }

    @Test
    void stuffingAndUnstuffingIsIdentity() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var message =
                    new String(Cuttings.random(random, "ab..\r", random.nextInt(60)), ISO_8859_1).replace("\r", "\r\n")
                            + "\r\n";
            var output = new Output(PooledByteBufAllocator.DEFAULT);
            var stuffer = new DotStuffer(output);
            for (var piece :
                    Cuttings.of(message.getBytes(ISO_8859_1), random, 1).get(2)) {
                stuffer.write(java.nio.ByteBuffer.wrap(piece));
            }
            stuffer.end();
            var wire = output.take();
            var got = refuse(wire.toString(ISO_8859_1));
            wire.release();
            assertEquals(new Reading(message, "", true, false, false, false), got, "seed " + seed);
        }
    }

    @Test
    void whatStandsAloneIsFoundWhereverItStands() {
        for (int octet : new int[] {0, '\r', '\n'}) {
            for (int before = 1; before < 40; before++) {
                for (int behind = 1; behind < 20; behind++) {
                    var message = new byte[before + 1 + behind];
                    for (int i = 0; i < message.length; i++)
                        message[i] = (byte) "\t\u000b\u000e\u007f\u0080\u008d\u00ffa".charAt(i % 8);
                    message[before] = (byte) octet;
                    var read = new DotUnstuffer(DotUnstuffer.Strays.REFUSE);
                    var in = Unpooled.wrappedBuffer(message);
                    var out = Unpooled.buffer();
                    assertFalse(read.read(in, piece -> {
                        out.writeBytes(piece);
                        piece.release();
                    }));
                    in.release();
                    assertEquals(Unpooled.wrappedBuffer(message), out);
                    assertEquals(octet == 0, read.nul());
                    assertEquals(octet == '\r', read.bareCr());
                    assertEquals(octet == '\n', read.bareLf());
                }
            }
        }
    }

    @Test
    void largePiecesAreNotCopied() {
        var in = Unpooled.wrappedBuffer("x".repeat(5000).getBytes(ISO_8859_1));
        var chunks = new ArrayList<ByteBuf>();
        assertFalse(new DotUnstuffer(Strays.REFUSE).read(in, chunks::add));
        assertEquals(1, chunks.size());
        assertSame(in.array(), chunks.get(0).array());
        assertEquals(2, in.refCnt());
        chunks.get(0).release();
        in.release();
    }

    private static void assertNoStrays(String message) {
        var rest = message.replace("\r\n", "");
        assertTrue(rest.indexOf('\r') < 0 && rest.indexOf('\n') < 0, "stray in " + message);
    }

    private static Reading refuse(String wire) {
        return read(List.of(wire.getBytes(ISO_8859_1)), Strays.REFUSE);
    }

    private static Reading read(List<byte[]> pieces, Strays strays) {
        var unstuffer = new DotUnstuffer(strays);
        var message = new StringBuilder();
        var rest = new StringBuilder();
        boolean end = false;
        for (var piece : pieces) {
            var in = Unpooled.buffer().writeBytes(piece);
            if (!end) {
                end = unstuffer.read(in, chunk -> {
                    message.append(chunk.toString(ISO_8859_1));
                    chunk.release();
                });
            }
            rest.append(in.toString(ISO_8859_1));
            assertTrue(in.release());
        }
        assertEquals(message.length(), unstuffer.octets());
        return new Reading(
                message.toString(), rest.toString(), end, unstuffer.bareCr(), unstuffer.bareLf(), unstuffer.nul());
    }

    /** The same, said differently: cut at CRLF first, then look at each line. */
    private static Reading reference(String wire, Strays strays) {
        var message = new StringBuilder();
        boolean bareCr = false;
        boolean bareLf = false;
        boolean nul = false;
        int at = 0;
        while (true) {
            int end = wire.indexOf("\r\n", at);
            var line = end < 0 ? wire.substring(at) : wire.substring(at, end);
            if (end >= 0 && line.equals(".")) {
                return new Reading(message.toString(), wire.substring(end + 2), true, bareCr, bareLf, nul);
            }
            if (end < 0 && line.equals(".\r")) line = ""; // may still be the end
            else if (line.startsWith(".")) line = line.substring(1);
            boolean openCr = end < 0 && line.endsWith("\r"); // may still be a CRLF
            var body = openCr ? line.substring(0, line.length() - 1) : line;
            bareCr |= body.indexOf('\r') >= 0;
            bareLf |= body.indexOf('\n') >= 0;
            nul |= body.indexOf('\0') >= 0;
            if (strays == Strays.NORMALISE)
                body = body.replace("\r", "\f").replace("\n", "\f").replace("\f", "\r\n");
            message.append(body);
            if (openCr) message.append('\r');
            if (end < 0) return new Reading(message.toString(), "", false, bareCr, bareLf, nul);
            message.append("\r\n");
            at = end + 2;
        }
    }
}
