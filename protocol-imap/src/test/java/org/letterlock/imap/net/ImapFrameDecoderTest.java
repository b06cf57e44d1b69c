package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImapFrameDecoderTest {
    private static final String ALPHABET = "ab{}+0123\r\n\r\n\r\n\"\0";

    @Test
    @DisplayName("any cutting of the octets gives the same frames")
    void cuttings() {
        for (int seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            var octets = octets(random);
            var whole = frames(octets, new Random(seed), octets.length);
            assertEquals(whole, frames(octets, new Random(seed), 1), "seed " + seed + ", octet by octet");
            assertEquals(whole, frames(octets, new Random(seed), 0), "seed " + seed + ", cut at random");
        }
    }

    private static byte[] octets(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(60); n > 0; n--) {
            if (random.nextInt(8) == 0)
                text.append("{").append(random.nextInt(9)).append(random.nextBoolean() ? "+}\r\n" : "}\r\n");
            else text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The frames as text; literals announced are taken or not as {@code random} says. {@code step} 0: random. */
    private static String frames(byte[] octets, Random random, int step) {
        var decoder = new ImapFrameDecoder(20);
        var channel = new EmbeddedChannel(decoder);
        var text = new StringBuilder();
        var cuts = new Random(7);
        for (int at = 0; at < octets.length; ) {
            int n = step > 0 ? step : 1 + cuts.nextInt(6);
            channel.writeInbound(
                    Unpooled.wrappedBuffer(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + n))));
            at += n;
            for (ImapFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                if (frame instanceof ImapFrame.Octets o) {
                    text.append(o.content().toString(StandardCharsets.ISO_8859_1))
                            .append(o.isLast() ? "]" : "");
                    o.release();
                    continue;
                }
                var line = (ImapFrame.Line) frame;
                text.append("<").append(new String(line.line().octets(), StandardCharsets.ISO_8859_1));
                text.append(line.line().flaw()).append(line.mark()).append(">");
                if (!line.paused()) continue;
                var mark = line.mark();
                if (mark != null && mark.size() > 0 && random.nextBoolean()) decoder.literal(Math.min(mark.size(), 9));
                else decoder.resume();
            }
        }
        channel.finishAndReleaseAll();
        return text.toString();
    }
}
