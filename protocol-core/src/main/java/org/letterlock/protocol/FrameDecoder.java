package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames and stops where only the session can say how to go on: behind a line that may change what
 * the next octets are (DATA, a literal, STARTTLS). Subclasses know lines and sizes and no grammar beyond that. All methods
 * on the event loop.
 */
public abstract class FrameDecoder extends ByteToMessageDecoder {
    private @Nullable ChannelHandlerContext context;
    private boolean paused;
    private boolean closed;

    /** Cuts one frame from {@code in} into {@code out}, or leaves both as they are when it is not all there. */
    protected abstract void frame(ByteBuf in, List<Object> out);

    /** Nothing more is cut until {@link #resume}; called from within {@link #frame}. */
    protected final void pause() {
        paused = true;
    }

    protected final boolean paused() {
        return paused;
    }

    /** Cuts on, with what is already here. */
    public final void resume() {
        paused = false;
        var ctx = context;
        if (ctx != null && !ctx.isRemoved()) {
            try {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
                channelReadComplete(ctx);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    /**
     * Forgets everything received and not yet cut, and cuts on with what comes next: the wall between plaintext and TLS.
     * RFC 3207, 4.2.
     *
     * @return how many octets were dropped
     */
    public final int dropBuffered() {
        var buffered = internalBuffer();
        int dropped = buffered.readableBytes();
        buffered.skipBytes(dropped);
        paused = false;
        reset();
        return dropped;
    }

    /** Stops cutting for good: what still comes is thrown away. */
    public final void stop() {
        closed = true;
        paused = false;
    }

    /** Forgets the state of a half-cut frame. */
    protected void reset() {}

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        context = ctx;
    }

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (closed) {
            in.skipBytes(in.readableBytes());
        } else if (!paused) {
            frame(in, out);
        }
    }

    /** The end of the stream ends no frame: half a line is not a line. */
    @Override
    protected final void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!paused && !closed && in.isReadable()) frame(in, out);
    }
}
