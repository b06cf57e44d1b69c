package org.letterlock.smtp.client.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.smtp.client.Content;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.reply.ServerReply;
import org.letterlock.smtp.client.session.ClientSession;
import org.letterlock.smtp.client.session.ClientWire;
import org.letterlock.tls.TlsHandshakeCompletion;

/** One TCP connection and its session. Event loop only. */
final class Link extends ChannelInboundHandlerAdapter implements ClientWire, ContentPump.Listener {
    private final SmtpClient client;
    private final Hop hop;
    private final TlsDemand demand;
    private final ClientSession session;
    private final ReplyDecoder decoder;
    private @Nullable Channel channel;
    private @Nullable ContentPump pump;
    private @Nullable ScheduledFuture<?> patience;
    private boolean blocked;

    Link(SmtpClient client, Hop hop, TlsDemand demand, Optional<Protection.Failure> plainBecause) {
        this.client = client;
        this.hop = hop;
        this.demand = demand;
        session = new ClientSession(client.config(), hop, demand, plainBecause, this, client.dialogue(), client::nonce);
        decoder = new ReplyDecoder(client.config().limits());
    }

    ClientSession session() {
        return session;
    }

    ReplyDecoder decoder() {
        return decoder;
    }

    void notConnected(Throwable why) {
        session.notConnected(String.valueOf(why.getMessage()));
    }

    /** What the dialogue has come to is not waited for any longer. */
    void timedOut(Duration time) {
        session.overdue("not done within " + seconds(time) + " s");
    }

    /** Runs {@code task} when the channel is closed, or at once where there is none. */
    void whenGone(Runnable task) {
        var open = channel;
        if (open == null) task.run();
        else open.closeFuture().addListener(closed -> task.run());
    }

    // ---------------------------------------------------------------- from the channel

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        session.connected();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ServerReply reply) session.reply(reply);
        else if (message instanceof ReplyDecoder.NoReply none) session.malformed(none.what());
        else ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof TlsHandshakeCompletion.Done done) session.encrypted(done.facts());
        else if (event instanceof TlsHandshakeCompletion.Failed failed) session.notEncrypted(failed);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.lost("the server closed the connection");
        letGo();
    }

    @Override
    @SuppressWarnings("deprecation") // Netty deprecates it in ChannelHandler, not in ChannelInboundHandler
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.lost("the connection broke: " + cause.getMessage());
    }

    // ---------------------------------------------------------------- from the session

    private Channel channel() {
        var open = channel;
        if (open == null) throw new IllegalStateException("not connected");
        return open;
    }

    @Override
    public void line(String line) {
        var buffer = channel().alloc().ioBuffer(ByteBufUtil.utf8MaxBytes(line.length()) + 2);
        ByteBufUtil.writeUtf8(buffer, line);
        channel().write(buffer.writeByte('\r').writeByte('\n'));
    }

    @Override
    public void flush() {
        channel().flush();
    }

    @Override
    public int startTls() {
        int dropped = decoder.dropBuffered();
        var tls = client.tls();
        channel().pipeline().addFirst(tls.context(demand).newHandler(hop.name(), tls.trust(hop, demand)));
        return dropped;
    }

    @Override
    public void content(Content content, boolean dots) {
        var sender = new ContentPump(channel(), client.workers(), content, dots, this);
        pump = sender;
        sender.start();
    }

    @Override
    public void patience(Duration time) {
        calm();
        patience = channel()
                .eventLoop()
                .schedule(
                        () -> session.timedOut("silence for " + seconds(time) + " s"),
                        time.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? Long.toString(time.toSeconds())
                : Double.toString(time.toMillis() / 1000.0);
    }

    @Override
    public void calm() {
        var waiting = patience;
        patience = null;
        if (waiting != null) waiting.cancel(false);
    }

    @Override
    public <T> void compute(Supplier<T> work, Consumer<T> then) {
        var loop = channel().eventLoop();
        try {
            client.workers().execute(() -> {
                var result = work.get();
                loop.execute(() -> {
                    if (channel().isActive()) then.accept(result);
                });
            });
        } catch (RejectedExecutionException e) {
            session.lost("no worker: " + e.getMessage());
        }
    }

    @Override
    public void end() {
        letGo();
        decoder.stop();
        var open = channel;
        if (open != null) open.close();
    }

    private void letGo() {
        calm();
        var sender = pump;
        if (sender != null) sender.stop();
    }

    // ---------------------------------------------------------------- from the pump

    @Override
    public void moving() {
        if (!blocked) return;
        blocked = false;
        calm();
    }

    @Override
    public void waiting() {
        if (blocked) return;
        blocked = true;
        patience(client.config().times().block());
    }

    @Override
    public void sent(long octets) {
        blocked = false;
        pump = null;
        session.contentSent(octets);
    }

    @Override
    public void failed(String why) {
        session.contentFailed(why);
    }
}
