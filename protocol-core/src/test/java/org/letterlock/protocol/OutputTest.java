package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final Output out = new Output(PooledByteBufAllocator.DEFAULT);

    @Test
    void piecesComeOutInOrder() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var expected = new ByteArrayOutputStream();
            for (int i = 0; i < 60; i++) {
                var piece = new byte[random.nextInt(random.nextInt(10) == 0 ? 40_000 : 300)];
                for (int j = 0; j < piece.length; j++) piece[j] = (byte) ('a' + random.nextInt(26));
                expected.writeBytes(piece);
                switch (random.nextInt(5)) {
                    case 0 -> out.ascii(new String(piece, ISO_8859_1));
                    case 1 -> out.bytes(piece);
                    case 2 -> out.shared(ByteBuffer.wrap(piece));
                    case 3 -> out.utf8(new String(piece, ISO_8859_1));
                    default -> {
                        for (byte octet : piece) out.octet(octet);
                    }
                }
            }
            assertEquals(expected.size(), out.pending(), "seed " + seed);
            assertEquals(expected.toString(ISO_8859_1), taken(), "seed " + seed);
        }
    }

    @Test
    void numbers() {
        for (long n : new long[] {0, 9, 10, 99, 100, 4294967295L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
            out.number(n).octet(' ');
        assertEquals("0 9 10 99 100 4294967295 9223372036854775807 -1 -9223372036854775808 ", taken());
    }

    @Test
    void whatIsNotAsciiIsNotLetThrough() {
        out.ascii("a\u00e9\u0100\u20ac").crlf().utf8("\u00e9");
        var buffer = out.take();
        assertEquals("a???\r\n\u00e9", buffer.toString(UTF_8));
        buffer.release();
    }

    @Test
    void emptyPiecesAreNothing() {
        assertNull(
                out.ascii("").bytes(new byte[0]).shared(ByteBuffer.allocate(0)).take());
        out.ascii("").bytes(new byte[20_000]);
        assertEquals(20_000, taken().length());
        assertEquals(0, out.pending());
    }

    @Test
    void largePiecesAreNotCopied() {
        var piece = new byte[5000];
        out.shared(ByteBuffer.wrap(piece));
        piece[17] = 'x';
        assertEquals('x', taken().charAt(17));
    }

    @Test
    void discardedOutputIsReleased() {
        out.ascii("a").shared(ByteBuffer.wrap(new byte[5000])).ascii("b");
        out.discard();
        assertNull(out.take());
        assertTrue(out.pending() == 0);
    }

    private String taken() {
        var buffer = out.take();
        try {
            return buffer.toString(ISO_8859_1);
        } finally {
            buffer.release();
        }
    }
}
