package org.letterlock.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Awaits the PROXY header with which a listed peer begins, hands it on, and leaves the pipeline; what came behind it goes to whoever
 * stands there then. Anything else, or too late, ends the connection without a word: no header, no client to answer.
 */
final class ProxyDecoder extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyDecoder.class);

    private final Duration time;
    private final Consumer<ProxyHeader> then;
    private @Nullable Future<?> deadline;

    /** {@code then} gives the connection its handlers, on the event loop. */
    ProxyDecoder(Duration time, Consumer<ProxyHeader> then) {
        this.time = time;
        this.then = then;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> refuse(ctx, "no PROXY header within " + time.toMillis() + " ms"),
                        time.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!ctx.channel().isActive()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            var header = ProxyHeader.read(in);
            if (header == null) return;
            then.accept(header);
            ctx.pipeline().remove(this);
        } catch (ProxyHeader.Malformed e) {
            in.skipBytes(in.readableBytes());
            refuse(ctx, e.getMessage());
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (deadline != null) deadline.cancel(false);
    }

    private static void refuse(ChannelHandlerContext ctx, @Nullable String why) {
        if (!ctx.channel().isActive()) return;
        LOG.info("{}: refused, it stands in proxy-from: {}", ctx.channel().remoteAddress(), why);
        ctx.close();
    }
}
