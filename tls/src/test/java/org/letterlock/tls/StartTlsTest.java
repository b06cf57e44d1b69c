package org.letterlock.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The handler put into a connection that is already there, as STARTTLS does, and the sessions of one listener. */
class StartTlsTest {
    private static final TlsPolicy MX = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
    private static final TlsPolicy CLIENT = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT);

    private static EmbeddedChannel started(Pair.Seen seen) {
        var server = new EmbeddedChannel(seen);
        var handler = Pair.server(MX, Keys.both(), List.of()).newHandler();
        server.pipeline().addFirst(handler);
        server.pipeline().context(handler).writeAndFlush(Pair.octets("220 go ahead\r\n"));
        ByteBuf goAhead = server.readOutbound();
        assertEquals("220 go ahead\r\n", goAhead.toString(US_ASCII), "in the clear");
        goAhead.release();
        return server;
    }

    @Test
    void theHandshakeBeginsOnAConnectionThatIsAlreadyThere() {
        var seen = new Pair.Seen();
        var server = started(seen);
        var atClient = new Pair.Seen();
        var client = new EmbeddedChannel(Pair.client(CLIENT, List.of()), atClient);
        boolean moved = true;
        while (moved) {
            moved = false;
            client.runPendingTasks();
            for (ByteBuf octets = client.readOutbound(); octets != null; octets = client.readOutbound()) {
                moved = true;
                server.writeInbound(octets);
            }
            server.runPendingTasks();
            for (ByteBuf octets = server.readOutbound(); octets != null; octets = server.readOutbound()) {
                moved = true;
                client.writeInbound(octets);
            }
        }
        assertTrue(atClient.facts().peer().verified());
        assertEquals(seen.facts().cipher(), atClient.facts().cipher());
        server.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }

    @Test
    void aPeerThatSaysNothingMoreInTheHandshakeIsGone() {
        var seen = new Pair.Seen();
        var server = started(seen);
        server.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        server.runPendingTasks();
        assertEquals("the peer closed the connection", seen.failure());
        assertFalse(server.isActive());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C1, S-C2 commands in the clear where the ClientHello should be end the connection and reach nobody")
    void sC2_plaintextBehindTheGoAhead() {
        var seen = new Pair.Seen();
        var server = started(seen);
        server.writeInbound(Pair.octets("MAIL FROM:<x@example.test>\r\n"));
        server.runPendingTasks();
        assertEquals("", seen.text());
        assertEquals("does not speak TLS", seen.failure());
        assertFalse(server.isActive());
        assertNull(server.readOutbound());
        server.finishAndReleaseAll();
    }

    @Test
    void aListenerThatKeepsNoSessionsResumesNone() throws Exception {
        OpenSsl.needed();
        var limits = TlsLimits.DEFAULT.withSessions(0);
        try (var server = new EchoServer(MX, Keys.both(), List.of(), limits)) {
            var said = OpenSsl.run(
                    "",
                    List.of(
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + server.port(),
                            "-tls1_2",
                            "-no_ticket",
                            "-reconnect"));
            assertFalse(said.contains("Reused"), said);
        }
    }
}
