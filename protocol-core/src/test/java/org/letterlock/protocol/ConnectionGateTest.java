package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.ConnectionGate.Limits;
import org.letterlock.protocol.SessionHandler.Goodbye;
import org.letterlock.protocol.transcript.FakeTls;
import org.letterlock.protocol.transcript.TestChannel;

class ConnectionGateTest {
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final ConnectionGate gate = new ConnectionGate(new Limits(4, 3, Duration.ofSeconds(10)));

    @AfterEach
    void releaseAll() {
        for (var channel : channels) channel.finishAndReleaseAll();
        assertEquals(0, gate.connections());
    }

    @Test
    @DisplayName("S-T1 too many from one address are refused with a line, and others are greeted")
    void sT1_perAddress() {
        for (int i = 0; i < 3; i++) assertEquals("HELLO\r\n", said(connect("192.0.2.1")));
        var refused = connect("192.0.2.1");
        assertEquals("CROWDED\r\n", said(refused));
        assertFalse(refused.isOpen());
        assertEquals("HELLO\r\n", said(connect("192.0.2.2")));
        channels.get(0).close();
        assertEquals("HELLO\r\n", said(connect("192.0.2.1")));
    }

    @Test
    @DisplayName("S-T1 a /64 of IPv6 is one address")
    void sT1_ipv6() {
        for (int i = 0; i < 3; i++) connect("2001:db8::" + i);
        assertEquals("CROWDED\r\n", said(connect("2001:db8::abcd")));
        assertEquals("HELLO\r\n", said(connect("2001:db8:0:1::1")));
    }

    @Test
    @DisplayName("S-T1 who has logged in does not count against the address")
    void sT1_loggedIn() {
        for (int i = 0; i < 3; i++) login(connect("192.0.2.1"));
        assertEquals("HELLO\r\n", said(connect("192.0.2.1")));
        assertEquals(1, gate.strangers());
        assertEquals(4, gate.connections());
    }

    @Test
    @DisplayName("S-T2 when the house is full, the stranger who is there longest makes room")
    void sT2_shed() {
        var ann = connect("192.0.2.1");
        login(ann);
        var oldest = connect("192.0.2.2");
        var younger = connect("192.0.2.3");
        connect("192.0.2.4");
        said(oldest);
        assertEquals("HELLO\r\n", said(connect("192.0.2.5")));
        assertEquals("BYE SHED\r\n", said(oldest));
        assertFalse(oldest.isOpen());
        assertTrue(younger.isOpen());
        assertTrue(ann.isOpen());
    }

    @Test
    @DisplayName("S-T2 nobody who has logged in makes room")
    void sT2_neverLoggedIn() {
        for (int i = 1; i <= 4; i++) login(connect("192.0.2." + i));
        assertEquals("CROWDED\r\n", said(connect("192.0.2.9")));
        for (int i = 0; i < 4; i++) assertTrue(channels.get(i).isOpen());
    }

    @Test
    @DisplayName("S-T2 who does not leave when told is cut off")
    void sT2_cutOff() {
        var slow = connect("192.0.2.1");
        say(slow, "WAIT\r\n");
        for (int i = 2; i <= 5; i++) assertEquals("HELLO\r\n", said(connect("192.0.2." + i)));
        assertTrue(slow.isOpen(), "its command is in progress");
        assertEquals(5, gate.connections());
        slow.advanceTimeBy(10, TimeUnit.SECONDS);
        slow.runPendingTasks();
        assertFalse(slow.isOpen());
        assertEquals(4, gate.connections());
    }

    @Test
    void underImplicitTlsNothingIsSaidInTheClear() {
        for (int i = 0; i < 3; i++) connect("192.0.2.1");
        var channel = channel("192.0.2.1");
        assertFalse(gate.admit(channel, new ToyProtocol(), Optional.of(new FakeTls())));
        assertEquals("", said(channel));
        assertFalse(channel.isOpen());
    }

    @Test
    @DisplayName("S-G11 at the end everyone is told, and it is over when all are gone")
    void sG11_endAll() {
        login(connect("192.0.2.1"));
        var handshaking = channel("192.0.2.2");
        assertTrue(gate.admit(handshaking, new ToyProtocol(), Optional.of(new FakeTls())));
        var busy = connect("192.0.2.3");
        say(busy, "WAIT\r\n");
        channels.forEach(ConnectionGateTest::said);
        gate.close();
        var over = gate.endAll(Goodbye.SHUTDOWN).toCompletableFuture();
        assertEquals("BYE SHUTDOWN\r\n", said(channels.get(0)));
        assertEquals("", said(handshaking));
        assertFalse(handshaking.isOpen());
        assertFalse(over.isDone(), "a command is in progress");
        busy.pipeline().get(Toy.class).waitedFor.complete("DONE");
        assertEquals("DONE\r\nBYE SHUTDOWN\r\n", said(busy));
        assertTrue(over.isDone());
        assertEquals("CROWDED\r\n", said(connect("192.0.2.4")));
    }

    @Test
    void whoDoesNotLeaveCanBeCut() {
        var busy = connect("192.0.2.3");
        say(busy, "WAIT\r\n");
        var over = gate.endAll(Goodbye.SHUTDOWN).toCompletableFuture();
        gate.cutAll();
        assertTrue(over.isDone());
    }

    private EmbeddedChannel channel(String address) {
        var channel = new TestChannel(new InetSocketAddress(address, 40000));
        channels.add(channel);
        return channel;
    }

    private EmbeddedChannel connect(String address) {
        var channel = channel(address);
        gate.admit(channel, new ToyProtocol(), Optional.empty());
        return channel;
    }

    private static void login(EmbeddedChannel channel) {
        say(channel, "LOGIN ann\r\n");
    }

    private static void say(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    }

    private static String said(EmbeddedChannel channel) {
        channel.runPendingTasks();
        var text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(US_ASCII));
            out.release();
        }
        return text.toString();
    }

    private static final class ToyProtocol implements MailProtocol {
        @Override
        public String name() {
            return "toy";
        }

        @Override
        public List<String> alpn() {
            return List.of();
        }

        @Override
        public SessionHandler<?> addTo(ChannelPipeline pipeline) {
            var toy = new Toy(Runnable::run);
            pipeline.addLast(toy.decoder, toy);
            return toy;
        }

        @Override
        public String refusal() {
            return "CROWDED";
        }
    }
}
