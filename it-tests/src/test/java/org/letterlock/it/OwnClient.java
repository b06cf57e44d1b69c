package org.letterlock.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.letterlock.Listener;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandshakeCompletion;

/** A mail client over our own TLS, which knows the channel bindings of its connection; ready to log in when it is there. */
final class OwnClient implements SaslWire {
    private static final String CLOSED = "\0closed";
    private final SaslDialect dialect;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CompletableFuture<TlsFacts> agreed = new CompletableFuture<>();
    private final Channel channel;
    private final String announced;

    OwnClient(EventLoopGroup loop, TlsClientContext tls, Listener listener, InetSocketAddress at) {
        dialect = SaslDialect.of(listener);
        channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        if (listener.implicitTls()) made.pipeline().addLast(tls.newHandler("localhost"));
                        made.pipeline()
                                .addLast(new LineBasedFrameDecoder(65_536), new StringDecoder(UTF_8), new Incoming());
                    }
                })
                .connect(at)
                .syncUninterruptibly()
                .channel();
        if (!listener.implicitTls()) {
            hear(dialect.greeting());
            say(dialect.capabilities());
            hear(dialect.endOfCapabilities());
            say(dialect.startTls());
            hear(dialect.goAhead());
            channel.eventLoop()
                    .submit(() -> channel.pipeline().addFirst(tls.newHandler("localhost")))
                    .syncUninterruptibly();
        }
        facts();
        if (listener.implicitTls()) hear(dialect.greeting());
        say(dialect.capabilities());
        announced = hear(dialect.endOfCapabilities());
    }

    TlsFacts facts() {
        return agreed.orTimeout(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    byte[] binding(String type) {
        return facts().channelBindings().data(type).orElseThrow();
    }

    /** What is announced for log-in. */
    String announced() {
        return announced;
    }

    @Override
    public SaslDialect dialect() {
        return dialect;
    }

    @Override
    public void say(String line) {
        channel.writeAndFlush(Unpooled.copiedBuffer(line + "\r\n", UTF_8)).syncUninterruptibly();
    }

    @Override
    public String line() {
        try {
            var line = lines.poll(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(line != null && !line.equals(CLOSED), () -> "instead of a line: " + line);
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String hear(String beginning) {
        var heard = new StringBuilder();
        while (true) {
            var line = line();
            heard.append(line).append('\n');
            if (line.startsWith(beginning)) return heard.toString();
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private final class Incoming extends SimpleChannelInboundHandler<String> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, String line) {
            lines.add(line);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof TlsHandshakeCompletion.Done done) agreed.complete(done.facts());
            if (event instanceof TlsHandshakeCompletion.Failed failed)
                agreed.completeExceptionally(new AssertionError(failed.cause()));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            lines.add(CLOSED);
            agreed.completeExceptionally(new AssertionError("closed in the handshake"));
        }
    }
}
