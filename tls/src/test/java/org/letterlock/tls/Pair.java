package org.letterlock.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** A client and a server of ours, joined in memory; nothing moves until {@link #pump}. */
final class Pair implements AutoCloseable {
    final EmbeddedChannel server;
    final EmbeddedChannel client;
    final Seen atServer = new Seen();
    final Seen atClient = new Seen();
    int pieces = Integer.MAX_VALUE; // how the octets are cut on their way

    Pair(TlsHandler serverSide, TlsHandler clientSide) {
        server = new EmbeddedChannel(serverSide, atServer);
        client = new EmbeddedChannel(clientSide, atClient);
    }

    static Pair of(TlsPolicy serverPolicy, TlsPolicy clientPolicy) {
        return new Pair(server(serverPolicy, Keys.both(), List.of()).newHandler(), client(clientPolicy, List.of()));
    }

    /** Both sides speak only this version and suite. */
    static Pair of(TlsVersion version, TlsSuite... suites) {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX).withVersions(Set.of(version));
        if (suites.length > 0) policy = policy.withSuites(List.of(suites));
        return of(TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX), policy);
    }

    static TlsServerContext server(TlsPolicy policy, TlsIdentities identities, List<String> alpn) {
        return server(policy, identities, alpn, Runnable::run);
    }

    static TlsServerContext server(TlsPolicy policy, TlsIdentities identities, List<String> alpn, Executor executor) {
        return new TlsHouse(executor, Keys.RANDOM)
                .context("pair", TlsServerSettings.of(policy, identities).withAlpn(alpn), TlsListener.NONE);
    }

    static TlsHandler client(TlsPolicy policy, List<String> alpn) {
        return client(
                policy,
                alpn,
                TlsTrust.anchors(List.of(Keys.CA.certificate()), java.time.Clock.systemUTC()),
                "localhost");
    }

    static TlsHandler client(TlsPolicy policy, List<String> alpn, TlsTrust trust, String host) {
        return TlsClientContext.create(
                        policy, trust, alpn, Runnable::run, Keys.RANDOM, TlsListener.NONE, TlsLimits.DEFAULT)
                .newHandler(host);
    }

    /** Carries octets both ways until neither side has more to say. */
    Pair pump() {
        boolean moved = true;
        while (moved) {
            moved = carry(client, server);
            moved |= carry(server, client);
        }
        return this;
    }

    boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean moved = false;
        for (ByteBuf octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
            moved = true;
            while (octets.isReadable() && to.isActive()) {
                to.writeInbound(octets.readRetainedSlice(Math.min(pieces, octets.readableBytes())));
                to.runPendingTasks();
            }
            octets.release();
        }
        if (!from.isActive() && to.isActive()) {
            to.close();
            to.runPendingTasks();
            moved = true;
        }
        return moved;
    }

    static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        server.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }

    /** What came out of the handler. */
    static final class Seen extends ChannelInboundHandlerAdapter {
        final List<TlsHandshakeCompletion> completions = new ArrayList<>();
        final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        final List<Throwable> exceptions = new ArrayList<>();
        boolean inactive;
        boolean inputEnded;

        TlsFacts facts() {
            if (completions.size() != 1) throw new AssertionError("completions: " + completions);
            return ((TlsHandshakeCompletion.Done) completions.get(0)).facts();
        }

        String failure() {
            if (completions.size() != 1) throw new AssertionError("completions: " + completions);
            return ((TlsHandshakeCompletion.Failed) completions.get(0)).cause();
        }

        String text() {
            return plaintext.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var octets = (ByteBuf) message;
            plaintext.writeBytes(ByteBufUtil.getBytes(octets));
            octets.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof TlsHandshakeCompletion completion) completions.add(completion);
            if (event instanceof ChannelInputShutdownEvent) inputEnded = true;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            inactive = true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            exceptions.add(cause);
        }
    }
}
