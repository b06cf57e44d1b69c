package org.letterlock.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback that sends back what it gets, and remembers the handshakes. A line {@code bye} ends the connection. */
final class EchoServer implements AutoCloseable, TlsListener {
    final BlockingQueue<TlsFacts> done = new LinkedBlockingQueue<>();
    final BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService handshakes;
    final RenewableTls tls;
    private final Channel channel;

    EchoServer(TlsPolicy policy, TlsIdentities identities, List<String> alpn) throws Exception {
        this(policy, identities, alpn, TlsLimits.DEFAULT);
    }

    EchoServer(TlsPolicy policy, TlsIdentities identities, List<String> alpn, TlsLimits limits) throws Exception {
        this(policy, identities, alpn, limits, Executors.newFixedThreadPool(2));
    }

    /** {@code handshakes} ends with the server. */
    EchoServer(
            TlsPolicy policy, TlsIdentities identities, List<String> alpn, TlsLimits limits, ExecutorService handshakes)
            throws Exception {
        this(TlsServerSettings.of(policy, identities).withAlpn(alpn).withLimits(limits), handshakes, Optional.empty());
    }

    EchoServer(TlsServerSettings settings) throws Exception {
        this(settings, Optional.empty());
    }

    EchoServer(TlsServerSettings settings, Optional<KeyLog> keyLog) throws Exception {
        this(settings, Executors.newFixedThreadPool(2), keyLog);
    }

    private EchoServer(TlsServerSettings settings, ExecutorService handshakes, Optional<KeyLog> keyLog)
            throws Exception {
        this(new TlsHouse(handshakes, Keys.RANDOM, keyLog), handshakes, settings);
    }

    /** @param handshakes ends with the server */
    EchoServer(TlsHouse house, ExecutorService handshakes, TlsServerSettings settings) throws Exception {
        this.handshakes = handshakes;
        tls = house.context("echo", settings, this);
        channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(tls.newHandler(), new Echo());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    TlsFacts nextDone() throws InterruptedException {
        var facts = done.poll(10, TimeUnit.SECONDS);
        if (facts == null) throw new AssertionError("no handshake; failed: " + failed);
        return facts;
    }

    String nextFailed() throws InterruptedException {
        var cause = failed.poll(10, TimeUnit.SECONDS);
        if (cause == null) throw new AssertionError("no failure; done: " + done);
        return cause;
    }

    @Override
    public void ended(TlsHandshake handshake) {
        if (handshake.outcome() instanceof TlsHandshake.Done agreed) done.add(agreed.facts());
        else if (handshake.outcome() instanceof TlsHandshake.Failed why) failed.add(why.cause());
    }

    @Override
    public void close() throws Exception {
        channel.close().sync();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        handshakes.shutdown();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var octets = (ByteBuf) message;
            if (octets.toString(StandardCharsets.US_ASCII).contains("bye\n")) {
                octets.release();
                ctx.writeAndFlush(Unpooled.copiedBuffer("farewell\n", StandardCharsets.US_ASCII))
                        .addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.write(octets, ctx.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }
}
