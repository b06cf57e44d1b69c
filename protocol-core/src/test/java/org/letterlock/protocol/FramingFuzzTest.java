package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.protocol.DotUnstuffer.Strays;
import org.letterlock.protocol.transcript.Transcripts;

/** Any octets at all, as lines and as a message: the same however they come. */
class FramingFuzzTest {
    static Stream<byte[]> seeds() {
        var odd = Stream.of(
                        "a\r\n",
                        "a\nb\r\nc\r\n",
                        "\r\r\n\n",
                        ".\r\n",
                        "a\r\n.b\r\n.\r\nQUIT\r\n",
                        "\n.\r\n.\n\r\n.\r\n",
                        "\0\r\n.\r")
                .map(text -> text.getBytes(ISO_8859_1));
        return Stream.concat(odd, Transcripts.conversations(Path.of("src/test/transcripts"), 2048));
    }

    @MethodSource("seeds")
    @FuzzTest
    void lines(byte[] octets) {
        var whole = cut(octets, octets.length);
        assertEquals(whole, cut(octets, 1));
        for (var line : whole) assertTrue(line.length() <= 16 + " BARE_LF".length() + 1, line);
    }

    @MethodSource("seeds")
    @FuzzTest
    void messages(byte[] octets) {
        for (var strays : Strays.values()) {
            var whole = read(octets, octets.length, strays);
            assertEquals(whole, read(octets, 1, strays));
            if (strays == Strays.NORMALISE) {
                var rest = whole.get(0).replace("\r\n", "");
                if (rest.endsWith("\r")) rest = rest.substring(0, rest.length() - 1); // may still be a CRLF
                assertTrue(rest.indexOf('\r') < 0 && rest.indexOf('\n') < 0);
            }
        }
    }

    private static List<String> cut(byte[] octets, int step) {
        var lines = new CrlfLine(16);
        var in = Unpooled.buffer();
        var all = new ArrayList<String>();
        for (int at = 0; at < octets.length; at += step) {
            in.discardReadBytes().writeBytes(octets, at, Math.min(step, octets.length - at));
            for (var line = lines.cut(in); line != null; line = lines.cut(in)) {
                all.add(new String(line.octets(), ISO_8859_1) + " " + line.flaw());
            }
            assertTrue(in.readableBytes() <= 17);
        }
        in.release();
        return all;
    }

    private static List<String> read(byte[] octets, int step, Strays strays) {
        var unstuffer = new DotUnstuffer(strays);
        var message = new StringBuilder();
        var rest = new StringBuilder();
        boolean end = false;
        for (int at = 0; at < octets.length; at += step) {
            var in = Unpooled.buffer().writeBytes(octets, at, Math.min(step, octets.length - at));
            if (!end) {
                end = unstuffer.read(in, chunk -> {
                    message.append(chunk.toString(ISO_8859_1));
                    chunk.release();
                });
            }
            rest.append(in.toString(ISO_8859_1));
            in.release();
        }
        return List.of(
                message.toString(),
                rest.toString(),
                end + " " + unstuffer.bareCr() + unstuffer.bareLf() + unstuffer.nul());
    }
}
