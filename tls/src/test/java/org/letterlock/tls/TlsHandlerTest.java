package org.letterlock.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handler, client and server of ours in memory. */
class TlsHandlerTest {
    private static final TlsPolicy MX = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);
    private static final TlsPolicy CLIENT = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT);

    @ParameterizedTest
    @EnumSource(TlsSuite.class)
    void everySuiteWorksAndCarriesDataBothWays(TlsSuite suite) {
        var version = suite.isTls13() ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
        try (var pair = Pair.of(version, suite).pump()) {
            assertEquals(suite.name(), pair.atServer.facts().cipherIana());
            assertEquals(suite.openSslName(), pair.atClient.facts().cipher());
            talk(pair);
        }
    }

    static Stream<TlsSuite> oldSuites() {
        return Arrays.stream(TlsSuite.values()).filter(s -> s.name().endsWith("_CBC_SHA"));
    }

    @ParameterizedTest
    @MethodSource("oldSuites")
    void theOldSuitesWorkWithTheOldVersions(TlsSuite suite) {
        for (var version : List.of(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1)) {
            try (var pair = Pair.of(version, suite).pump()) {
                assertEquals(version.text(), pair.atServer.facts().protocol());
                talk(pair);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsGroup.class)
    void everyGroupWorks(TlsGroup group) {
        var client = CLIENT.withGroups(List.of(group));
        var versions = List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2).stream()
                .filter(group::fits)
                .toList();
        for (var version : versions) {
            try (var pair =
                    Pair.of(MX, client.withVersions(java.util.Set.of(version))).pump()) {
                assertEquals(group.text(), pair.atServer.facts().group());
                talk(pair);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modp14", "modp15", "modp16", "modp17", "modp18"}) // bctls' client wants the others offered
    void everyDhGroupWorksForClientsThatNameNone(String name) {
        var group = DhGroup.named(name).orElseThrow();
        var client = CLIENT.withVersions(java.util.Set.of(TlsVersion.TLS_1_2))
                .withSuites(List.of(TlsSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256))
                .withGroups(List.of(TlsGroup.X25519));
        try (var pair = Pair.of(MX.withDhGroup(group), client).pump()) {
            assertEquals(group.text(), pair.atServer.facts().group());
            talk(pair);
        }
    }

    private static void talk(Pair pair) {
        talk(pair, 40_000);
    }

    private static void talk(Pair pair, int octets) {
        var random = new Random(7);
        byte[] long1 = new byte[octets];
        random.nextBytes(long1);
        pair.client.writeAndFlush(Pair.octets("one\r\n"));
        pair.client.writeAndFlush(Unpooled.wrappedBuffer(long1));
        pair.server.writeAndFlush(Pair.octets("two\r\n"));
        pair.server.writeAndFlush(Unpooled.wrappedBuffer(long1.clone()));
        pair.pump();
        var atServer = pair.atServer.plaintext.toByteArray();
        assertEquals("one\r\n", new String(atServer, 0, 5, US_ASCII));
        assertArrayEquals(long1, Arrays.copyOfRange(atServer, 5, atServer.length));
        var atClient = pair.atClient.plaintext.toByteArray();
        assertEquals("two\r\n", new String(atClient, 0, 5, US_ASCII));
        assertArrayEquals(long1, Arrays.copyOfRange(atClient, 5, atClient.length));
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    @DisplayName("S-C10 a handshake and its data in one-octet segments")
    void sC10_oneOctetAtATime(TlsVersion version) {
        try (var pair = Pair.of(version)) {
            pair.pieces = 1;
            pair.pump();
            assertEquals(version.text(), pair.atServer.facts().protocol());
            assertEquals(version.text(), pair.atClient.facts().protocol());
            talk(pair, 300);
        }
    }

    @Test
    void whatIsWrittenBeforeTheHandshakeIsDoneGoesOutAfterwards() {
        try (var pair = Pair.of(MSA, CLIENT)) {
            var written = pair.server.writeAndFlush(Pair.octets("220 hello\r\n"));
            assertFalse(written.isDone());
            pair.pump();
            assertTrue(written.isSuccess());
            assertEquals("220 hello\r\n", pair.atClient.text());
        }
    }

    @Test
    void writesAreSentOnlyByFlushAndInFewRecords() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            for (int i = 0; i < 100; i++) pair.server.write(Pair.octets("line " + i + "\r\n"));
            assertNull(pair.server.readOutbound());
            pair.server.flush();
            ByteBuf sent = pair.server.readOutbound();
            assertNull(pair.server.readOutbound(), "one write for one flush");
            assertEquals(sent.readableBytes(), 5 + sent.getUnsignedShort(3), "one record");
            pair.client.writeInbound(sent);
            assertTrue(pair.atClient.text().endsWith("line 99\r\n"));
        }
    }

    @Test
    void anEmptyWriteIsCompletedInItsTurn() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            var first = pair.server.write(Pair.octets("x"));
            var empty = pair.server.write(Unpooled.EMPTY_BUFFER);
            assertFalse(empty.isDone());
            pair.server.flush();
            assertTrue(first.isSuccess());
            assertTrue(empty.isSuccess());
        }
    }

    // ---------------------------------------------------------------- ends

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void aServerThatClosesSaysSoAfterEverythingWritten(TlsVersion version) {
        try (var pair = Pair.of(version).pump()) {
            pair.server.write(Pair.octets("221 bye\r\n"));
            pair.server.close();
            assertFalse(pair.server.isActive());
            pair.pump();
            assertEquals("221 bye\r\n", pair.atClient.text());
            assertFalse(pair.client.isActive(), "the client answers close_notify by closing");
            assertTrue(pair.atClient.exceptions.isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void aClientThatClosesIsAnsweredWithCloseNotify(TlsVersion version) {
        try (var pair = Pair.of(version).pump()) {
            pair.client.writeAndFlush(Pair.octets("QUIT\r\n"));
            pair.client.close();
            pair.carry(pair.client, pair.server);
            assertEquals("QUIT\r\n", pair.atServer.text());
            ByteBuf answer = pair.server.readOutbound();
            assertTrue(answer.isReadable());
            answer.release();
            assertFalse(pair.server.isActive());
        }
    }

    @Test
    void aConnectionThatIsCutOffJustEnds() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            pair.server.write(Pair.octets("never sent"));
            var late = pair.server.writeAndFlush(Pair.octets("sent"));
            assertTrue(late.isSuccess());
            pair.server.releaseOutbound();
            var waiting = pair.server.write(Pair.octets("not flushed"));
            pair.server.pipeline().fireChannelInactive();
            assertTrue(pair.atServer.inactive);
            assertTrue(pair.atServer.exceptions.isEmpty());
            assertTrue(waiting.cause() instanceof ClosedChannelException);
            assertTrue(pair.server.writeAndFlush(Pair.octets("x")).cause() instanceof ClosedChannelException);
        }
    }

    @Test
    void aConnectionCutOffInTheHandshakeFailsItOnce() {
        var server =
                new EmbeddedChannel(Pair.server(MSA, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        var seen = server.pipeline().get(Pair.Seen.class);
        server.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1}));
        server.close();
        server.finishAndReleaseAll();
        assertEquals(1, seen.completions.size());
        assertTrue(seen.failure().contains("closed"));
    }

    @Test
    void aForgedRecordEndsTheConnectionWithAnAlert() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            byte[] forged = new byte[5 + 40];
            forged[0] = 23;
            forged[1] = 3;
            forged[2] = 3;
            forged[4] = 40;
            pair.server.writeInbound(Unpooled.wrappedBuffer(forged));
            ByteBuf alert = pair.server.readOutbound();
            assertTrue(alert.readableBytes() > 5);
            alert.release();
            assertFalse(pair.server.isActive());
            assertEquals("", pair.atServer.text());
        }
    }

    @Test
    @DisplayName("S-C8 a client that asks for renegotiation is refused, and shown out when it keeps asking")
    void sC8_renegotiationIsRefused() throws Exception {
        var server = new EmbeddedChannel(Pair.server(MX, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        var client = new Renegotiator();
        client.connect(new Renegotiator.Peer());
        for (int i = 0; i < 4; i++) client.exchange(server);
        assertTrue(server.isActive());
        client.askAgain();
        client.exchange(server);
        assertTrue(client.refused, "no_renegotiation");
        assertTrue(server.isActive());
        client.writeApplicationData(new byte[] {'x'}, 0, 1);
        client.exchange(server);
        assertEquals("x", server.pipeline().get(Pair.Seen.class).text());
        client.askAgain();
        client.askAgain();
        client.askAgain();
        org.junit.jupiter.api.Assertions.assertThrows(
                org.bouncycastle.tls.TlsFatalAlertReceived.class, () -> client.exchange(server));
        assertFalse(server.isActive());
        server.finishAndReleaseAll();
    }

    /** A client of bctls' that may ask for a second handshake. */
    private static final class Renegotiator extends org.bouncycastle.tls.TlsClientProtocol {
        boolean refused;

        void askAgain() throws java.io.IOException {
            safeWriteRecord((short) 22, new byte[] {1, 0, 0, 0}, 0, 4); // the type of a ClientHello is enough
        }

        @Override
        protected void handleAlertWarningMessage(short description) {
            if (description == org.bouncycastle.tls.AlertDescription.no_renegotiation) refused = true;
        }

        void exchange(EmbeddedChannel server) throws java.io.IOException {
            byte[] said = new byte[getAvailableOutputBytes()];
            readOutput(said, 0, said.length);
            if (said.length > 0) server.writeInbound(Unpooled.wrappedBuffer(said));
            server.runPendingTasks();
            for (ByteBuf answer = server.readOutbound(); answer != null; answer = server.readOutbound()) {
                offerInput(ByteBufUtil.getBytes(answer));
                answer.release();
            }
        }

        static final class Peer extends org.bouncycastle.tls.DefaultTlsClient {
            Peer() {
                super(new org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto(Keys.RANDOM));
            }

            @Override
            protected org.bouncycastle.tls.ProtocolVersion[] getSupportedVersions() {
                return org.bouncycastle.tls.ProtocolVersion.TLSv12.only();
            }

            @Override
            public org.bouncycastle.tls.TlsAuthentication getAuthentication() {
                return new org.bouncycastle.tls.ServerOnlyTlsAuthentication() {
                    @Override
                    public void notifyServerCertificate(org.bouncycastle.tls.TlsServerCertificate certificate) {}
                };
            }
        }
    }

    // ---------------------------------------------------------------- strangers

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "EHLO x\r\n", "a1 LOGIN u p\r\n", "\0\0\0\0", "\u0080.\1"})
    @DisplayName("S-C9 what is not TLS is closed at once, without a word")
    void sC9_plaintextIsClosedWithoutAnswer(String text) {
        var server =
                new EmbeddedChannel(Pair.server(MSA, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        var seen = server.pipeline().get(Pair.Seen.class);
        server.writeInbound(Pair.octets(text));
        server.runPendingTasks();
        assertFalse(server.isActive());
        assertNull(server.readOutbound());
        assertEquals("does not speak TLS", seen.failure());
        assertEquals("", seen.text());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C10 a ClientHello larger than the cap is refused before it is all there")
    void sC10_hugeClientHello() {
        var server =
                new EmbeddedChannel(Pair.server(MSA, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        var seen = server.pipeline().get(Pair.Seen.class);
        // the handshake header announces 16 MB
        var hello = Unpooled.buffer();
        hello.writeBytes(new byte[] {22, 3, 1, 0x40, 0, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
        hello.writeZero(16 * 1024 - 4);
        server.writeInbound(hello);
        server.runPendingTasks();
        assertFalse(server.isActive());
        ByteBuf alert = server.readOutbound();
        assertEquals(21, alert.readByte());
        alert.release();
        assertTrue(seen.failure().contains("16384") || seen.failure().contains("maximum"), seen.failure());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C10 a handshake in thousands of tiny records ends at the cap")
    void sC10_manyRecords() {
        var server =
                new EmbeddedChannel(Pair.server(MSA, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        var seen = server.pipeline().get(Pair.Seen.class);
        int records = 0;
        server.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 4, 1, 0, 0x3F, 0}));
        while (server.isActive() && records++ < 10_000) {
            server.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 1, 0}));
            server.runPendingTasks();
        }
        assertTrue(records < 16 * 1024 / 6 + 2, "records: " + records);
        assertTrue(seen.failure().contains("16384"), seen.failure());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C10 empty handshake records are refused")
    void sC10_emptyRecord() {
        var server =
                new EmbeddedChannel(Pair.server(MSA, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        server.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 0}));
        server.runPendingTasks();
        assertFalse(server.isActive());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C10 a record longer than TLS allows is refused by its header")
    void sC10_overlongRecord() {
        var server =
                new EmbeddedChannel(Pair.server(MSA, Keys.both(), List.of()).newHandler(), new Pair.Seen());
        server.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, (byte) 0xFF, (byte) 0xFF}));
        server.runPendingTasks();
        assertFalse(server.isActive());
        ByteBuf alert = server.readOutbound();
        assertEquals("15030300020216", ByteBufUtil.hexDump(alert));
        alert.release();
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C10 a handshake that dawdles is ended by its deadline")
    void sC10_deadline() {
        var tls = new TlsHouse(Runnable::run, Keys.RANDOM)
                .context(
                        "dawdling",
                        TlsServerSettings.of(MSA, Keys.both())
                                .withLimits(TlsLimits.DEFAULT.withHandshakeTime(Duration.ofSeconds(3))),
                        TlsListener.NONE);
        var server = new EmbeddedChannel(tls.newHandler(), new Pair.Seen());
        server.freezeTime();
        var seen = server.pipeline().get(Pair.Seen.class);
        server.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1}));
        server.advanceTimeBy(2, TimeUnit.SECONDS);
        server.runScheduledPendingTasks();
        assertTrue(server.isActive());
        server.advanceTimeBy(2, TimeUnit.SECONDS);
        server.runScheduledPendingTasks();
        server.runPendingTasks();
        assertFalse(server.isActive());
        assertEquals("not done within 3000 ms", seen.failure());
        server.finishAndReleaseAll();
    }

    @Test
    @DisplayName("S-C11 when the handshake executor is full the connection is refused, not queued")
    void sC11_fullExecutor() {
        var tls = Pair.server(MSA, Keys.both(), List.of(), task -> {
            throw new RejectedExecutionException("full");
        });
        try (var pair = new Pair(tls.newHandler(), Pair.client(CLIENT, List.of()))) {
            pair.pump();
            assertFalse(pair.server.isActive());
            assertEquals("too many handshakes at once", pair.atServer.failure());
        }
    }

    @Test
    void whatArrivesWhileAStepRunsWaitsAndReadingPauses() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        var tls = Pair.server(MSA, Keys.both(), List.of(), tasks::add);
        try (var pair = new Pair(tls.newHandler(), Pair.client(CLIENT, List.of()))) {
            pair.pump();
            assertEquals(1, tasks.size(), "one step at a time");
            pair.server.writeInbound(Unpooled.wrappedBuffer(new byte[] {20, 3, 3, 0, 1, 1}));
            assertEquals(1, tasks.size());
            var flood = Unpooled.buffer();
            while (flood.readableBytes() < 70_000) flood.writeBytes(new byte[] {20, 3, 3, 0, 1, 1});
            pair.server.writeInbound(flood);
            assertFalse(pair.server.config().isAutoRead());
            tasks.remove().run();
            pair.pump();
            assertFalse(pair.server.isActive(), "a flood of ChangeCipherSpec is no handshake");
        }
    }

    @Test
    void aConnectionClosedWhileAStepRunsEndsQuietly() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        var tls = Pair.server(MSA, Keys.both(), List.of(), tasks::add);
        try (var pair = new Pair(tls.newHandler(), Pair.client(CLIENT, List.of()))) {
            pair.pump();
            pair.server.close();
            tasks.remove().run();
            pair.server.runPendingTasks();
            assertTrue(pair.atServer.failure().contains("closed"));
            assertNull(pair.server.readOutbound());
        }
    }

    // ---------------------------------------------------------------- back-pressure

    @Test
    @DisplayName("S-T4 for a peer that does not read, only a little is protected ahead")
    void sT4_backPressure() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            var stuck = new Stuck();
            pair.server.pipeline().addFirst(stuck);
            var written = pair.server.writeAndFlush(Unpooled.wrappedBuffer(new byte[10_000_000]));
            assertTrue(stuck.octets < 300_000, "protected ahead: " + stuck.octets);
            assertFalse(written.isDone());
            assertFalse(pair.server.isWritable());
            while (!stuck.held.isEmpty()) {
                stuck.letOneGo();
                assertTrue(stuck.octets < 300_000, "protected ahead: " + stuck.octets);
            }
            assertTrue(written.isSuccess());
            pair.pump();
            assertEquals(10_000_000, pair.atClient.plaintext.size());
        }
    }

    @Test
    void closingWaitsForWhatIsWrittenButNotForever() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            pair.server.freezeTime();
            var stuck = new Stuck();
            pair.server.pipeline().addFirst(stuck);
            var written = pair.server.writeAndFlush(Unpooled.wrappedBuffer(new byte[1_000_000]));
            pair.server.pipeline().close(); // EmbeddedChannel.close() would forget what is scheduled
            assertTrue(pair.server.isActive());
            pair.server.advanceTimeBy(6, TimeUnit.SECONDS);
            pair.server.runScheduledPendingTasks();
            assertFalse(pair.server.isActive());
            assertTrue(written.cause() instanceof ClosedChannelException);
            stuck.drop();
        }
    }

    @Test
    void closeNotifyWaitsForASlowPeerButNotForever() {
        try (var pair = Pair.of(MSA, CLIENT).pump()) {
            pair.server.freezeTime();
            var stuck = new Stuck();
            pair.server.pipeline().addFirst(stuck);
            pair.server.writeAndFlush(Pair.octets("* BYE\r\n")); // protected, and the socket does not take it
            pair.server.pipeline().close();
            assertTrue(pair.server.isActive());
            pair.server.advanceTimeBy(6, TimeUnit.SECONDS);
            pair.server.runScheduledPendingTasks();
            assertFalse(pair.server.isActive());
            stuck.drop();
        }
    }

    /** A socket whose peer does not read. */
    private static final class Stuck extends io.netty.channel.ChannelOutboundHandlerAdapter {
        private record Held(ByteBuf octets, io.netty.channel.ChannelPromise promise) {}

        final Queue<Held> held = new ArrayDeque<>();
        int octets;
        io.netty.channel.ChannelHandlerContext ctx;

        @Override
        public void handlerAdded(io.netty.channel.ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void write(
                io.netty.channel.ChannelHandlerContext ctx, Object message, io.netty.channel.ChannelPromise promise) {
            octets += ((ByteBuf) message).readableBytes();
            held.add(new Held((ByteBuf) message, promise));
        }

        void letOneGo() {
            var one = held.remove();
            octets -= one.octets().readableBytes();
            ctx.writeAndFlush(one.octets(), one.promise());
        }

        void drop() {
            for (var one : held) {
                one.octets().release();
                one.promise().tryFailure(new ClosedChannelException());
            }
            held.clear();
        }
    }
}
