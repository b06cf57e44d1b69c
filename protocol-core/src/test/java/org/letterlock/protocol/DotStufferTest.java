package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DotStufferTest {
    @Test
    void dotsAreDoubledAtTheStartOfALineAndTheEndIsAdded() {
        assertEquals("a.b\r\n..c\r\n...\r\n.\r\n", stuffed("a.b\r\n.c\r\n..\r\n"));
        assertEquals("..\r\n.\r\n", stuffed(".\r\n"));
        assertEquals(".\r\n", stuffed(""));
    }

    @Test
    void theCrlfThatAMessageLacksIsAdded() {
        assertEquals("a\r\n.\r\n", stuffed("a"));
        assertEquals("a\n\r\n.\r\n", stuffed("a\n"));
        assertEquals("\n\r\n.\r\n", stuffed("\n"));
        assertEquals("a\r\r\n.\r\n", stuffed("a\r"));
    }

    @Test
    void aClientThatTakesLfForALineEndFindsNoEndInside() {
        assertEquals("a\n..\nb\r\n.\r\n", stuffed("a\n.\nb\r\n"));
    }

    @Test
    void anyCuttingGivesTheSame() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var octets = Cuttings.random(random, "a..\r\n\r\n", random.nextInt(50));
            var big = new String(octets, ISO_8859_1)
                    .replace("a", "a".repeat(3000))
                    .getBytes(ISO_8859_1);
            for (var message : List.of(octets, big)) {
                var expected = stuffed(new String(message, ISO_8859_1));
                for (var pieces : Cuttings.of(message, random, 2)) {
                    if (pieces.size() < 200) assertEquals(expected, stuffed(pieces), "seed " + seed);
                }
            }
        }
    }

    private static String stuffed(String message) {
        return stuffed(List.of(message.getBytes(ISO_8859_1)));
    }

    private static String stuffed(List<byte[]> pieces) {
        var out = new Output(PooledByteBufAllocator.DEFAULT);
        var stuffer = new DotStuffer(out);
        for (var piece : pieces) stuffer.write(ByteBuffer.wrap(piece));
        stuffer.end();
        var wire = out.take();
        try {
            return wire.toString(ISO_8859_1);
        } finally {
            wire.release();
        }
    }
}
