package org.letterlock.pop3.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.pop3.command.Pop3Command;
import org.letterlock.pop3.command.Pop3Reader;
import org.letterlock.pop3.command.Response;
import org.letterlock.pop3.command.SyntaxException;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.Transcripts;

/** Anything at all from a client; the seeds are what the transcripts' clients say. */
class Pop3FuzzTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/transcripts");
    private static final int SMALL = 2048;

    static Stream<byte[]> lines() {
        return Transcripts.sayings(TRANSCRIPTS, SMALL).map(Pop3FuzzTest::withoutCrLf);
    }

    static Stream<byte[]> sessions() {
        return Transcripts.conversations(TRANSCRIPTS, SMALL);
    }

    private static byte[] withoutCrLf(byte[] octets) {
        int end = octets.length;
        while (end > 0 && (octets[end - 1] == '\r' || octets[end - 1] == '\n')) end--;
        return Arrays.copyOf(octets, end);
    }

    /** Cuts anything into lines no longer than the limit, the same however it comes. */
    @MethodSource("sessions")
    @FuzzTest
    void decoder(byte[] octets) {
        var whole = new EmbeddedChannel(new Pop3FrameDecoder(Pop3Config.of("h")));
        whole.writeInbound(Unpooled.copiedBuffer(octets));
        var single = new EmbeddedChannel(new Pop3FrameDecoder(Pop3Config.of("h")));
        for (byte octet : octets) single.writeInbound(Unpooled.buffer(1).writeByte(octet));
        while (true) {
            Pop3Frame one = whole.readInbound();
            Pop3Frame other = single.readInbound();
            if (one == null && other == null) break;
            assertTrue(one != null && other != null, "not the same number of lines");
            assertTrue(one.line().octets().length <= 253);
            assertTrue(one.toString().equals(other.toString()), one + " " + other);
        }
        whole.finishAndReleaseAll();
        single.finishAndReleaseAll();
    }

    /** Reads a command or says that it cannot. */
    @MethodSource("lines")
    @FuzzTest
    void reader(byte[] line) {
        try {
            var in = new Pop3Reader(line);
            var verb = Pop3Command.Verb.read(in);
            if (verb.isPresent()) verb.get().parse(in);
        } catch (SyntaxException e) {
            assertTrue(e.getStackTrace().length == 0);
        }
        try {
            Response.parse(line);
        } catch (SyntaxException e) {
            assertTrue(e.getStackTrace().length == 0);
        }
    }

    /** Before TLS, under TLS and logged in: answers are +OK, -ERR, + or lines of one, and nobody fails. */
    @MethodSource("sessions")
    @FuzzTest
    void session(byte[] octets) {
        for (int state = 0; state < 3; state++) {
            try (var stage = new Pop3Stage()) {
                stage.deliver("Subject: 1\r\n\r\n.\r\n");
                try (var client = state == 2 ? Client.loggedIn(stage) : new Client(stage)) {
                    if (state == 1) {
                        client.send("STLS\r\n");
                        FakeTls.finishHandshake(client.channel);
                    }
                    client.read();
                    client.send(octets);
                    var said = new String(client.octets(), StandardCharsets.ISO_8859_1);
                    assertTrue(said.isEmpty() || said.matches("(?s)(\\+OK|-ERR|\\+ ).*\r\n"), said);
                    assertTrue(!said.contains("Internal failure"), said);
                    for (var line : said.split("\r\n")) assertTrue(line.length() <= 510, line);
                }
            }
        }
    }
}
