package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames and stops where only the session can say how to go on: behind a line that may change what
 * the next octets are (DATA, a literal, STARTTLS). Subclasses know lines and sizes and no grammar beyond that. All methods
 * on the event loop.
 *
 * <p>Stands before a {@link SessionHandler}, and takes part in its back-pressure: it cuts no more than {@value #AHEAD}
 * octets ahead of the session, and while it does not cut, no more than {@value #BUFFERED} octets gather, give or take one
 * read of the socket.
 */
public abstract class FrameDecoder extends ChannelInboundHandlerAdapter {
    private static final int AHEAD = 128 * 1024;
    private static final int BUFFERED = 64 * 1024;

    private final List<Object> frames = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf received;
    private int ahead; // octets cut since the session last caught up
    private boolean paused;
    private boolean stopped;
    private boolean cutting;
    private volatile boolean held; // until the session has caught up
    private volatile boolean heard;

    /** Cuts one frame from {@code in} into {@code out}, or leaves both as they are when it is not all there. */
    protected abstract void frame(ByteBuf in, List<Object> out);

    /** Forgets the state of a half-cut frame. */
    protected void reset() {}

    /** Nothing more is cut until {@link #resume}; called from within {@link #frame}. */
    protected final void pause() {
        paused = true;
    }

    protected final boolean paused() {
        return paused;
    }

    /** Octets received and not cut yet. */
    protected final int actualReadableBytes() {
        var buffer = received;
        return buffer == null ? 0 : buffer.readableBytes();
    }

    /** Cuts on, with what is already here. */
    public final void resume() {
        paused = false;
        cutOn();
    }

    /**
     * Forgets everything received and not yet cut, and cuts on with what comes next: the wall between plaintext and TLS.
     * RFC 3207, 4.2.
     *
     * @return how many octets were dropped
     */
    public final int dropBuffered() {
        int dropped = actualReadableBytes();
        releaseReceived();
        paused = false;
        reset();
        return dropped;
    }

    /** Stops cutting for good: what still comes is thrown away. */
    public final void stop() {
        stopped = true;
        paused = false;
        if (!cutting) releaseReceived();
    }

    // ---------------------------------------------------------------- for the session

    /** Whether the client has sent anything. Any thread. */
    final boolean heard() {
        return heard;
    }

    /** Whether no frame is cut before {@link #caughtUp}. Any thread. */
    final boolean held() {
        return held;
    }

    /** Whether no more should be read: what is here is enough, and not cut. */
    final boolean full() {
        return (paused || held) && actualReadableBytes() >= BUFFERED;
    }

    /** The session has worked off all frames. */
    final void caughtUp() {
        ahead = 0;
        held = false;
        cutOn();
    }

    private void cutOn() {
        var ctx = context;
        if (ctx == null || ctx.isRemoved() || cutting) return;
        cut(ctx);
        ctx.fireChannelReadComplete();
    }

    // ---------------------------------------------------------------- event loop

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseReceived();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (!heard) heard = true;
        if (stopped || !octets.isReadable()) {
            octets.release();
            return;
        }
        var buffer = received;
        received = buffer == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), buffer, octets);
        cut(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        var buffer = received;
        if (buffer != null && buffer.refCnt() == 1) buffer.discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    /** The end of the stream ends no frame: half a line is not a line. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseReceived();
        ctx.fireChannelInactive();
    }

    private void cut(ChannelHandlerContext ctx) {
        if (cutting) return; // a frame led back here; the loop below goes on
        cutting = true;
        try {
            var buffer = received;
            while (buffer != null && buffer.isReadable() && !paused && !held && !stopped) {
                int before = buffer.readableBytes();
                frame(buffer, frames);
                int used = before - buffer.readableBytes();
                if (used == 0) {
                    if (frames.isEmpty()) break;
                    throw new DecoderException("a frame of nothing");
                }
                if (!frames.isEmpty()) ahead += used; // what made no frame, the session will never work off
                if (ahead >= AHEAD) held = true;
                for (var frame : frames) ctx.fireChannelRead(frame);
                frames.clear();
            }
        } catch (RuntimeException broken) {
            stopped = true;
            frames.forEach(ReferenceCountUtil::release);
            frames.clear();
            ctx.fireExceptionCaught(broken);
        } finally {
            cutting = false;
            if (stopped || actualReadableBytes() == 0) releaseReceived();
        }
    }

    private void releaseReceived() {
        var buffer = received;
        received = null;
        if (buffer != null) buffer.release();
    }
}
