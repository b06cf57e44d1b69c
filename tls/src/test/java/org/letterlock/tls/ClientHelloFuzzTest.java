package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;

/** Whatever a stranger sends first: an answer or an end, never an exception, a leak or plaintext. */
class ClientHelloFuzzTest {
    private static final TlsServerContext TLS =
            Pair.server(TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX), Keys.both(), List.of("smtp"));

    @FuzzTest
    void anythingFirst(byte[] octets) {
        var seen = new Pair.Seen();
        var server = new EmbeddedChannel(TLS.newHandler(), seen);
        // once whole, once cut in two
        server.writeInbound(Unpooled.wrappedBuffer(octets));
        server.runPendingTasks();
        finish(server, seen);

        seen = new Pair.Seen();
        server = new EmbeddedChannel(TLS.newHandler(), seen);
        int half = octets.length / 2;
        server.writeInbound(Unpooled.wrappedBuffer(octets, 0, half));
        server.runPendingTasks();
        if (server.isActive()) server.writeInbound(Unpooled.wrappedBuffer(octets, half, octets.length - half));
        server.runPendingTasks();
        finish(server, seen);
    }

    private static void finish(EmbeddedChannel server, Pair.Seen seen) {
        server.checkException();
        int answered = 0;
        for (ByteBuf answer = server.readOutbound(); answer != null; answer = server.readOutbound()) {
            answered += answer.readableBytes();
            answer.release();
        }
        assertTrue(answered < 8_000, "answered " + answered);
        assertTrue(seen.text().isEmpty());
        assertTrue(seen.exceptions.isEmpty());
        server.finishAndReleaseAll();
        assertTrue(seen.completions.size() <= 1);
    }
}
