package org.letterlock.smtp.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.CrlfLine;
import org.letterlock.smtp.client.ClientLimits;
import org.letterlock.smtp.client.reply.ReplyLines;
import org.letterlock.smtp.client.reply.ReplyLines.MalformedReply;
import org.letterlock.smtp.client.reply.ServerReply;

/**
 * Cuts what the server sends into replies, and hands them on one at a time: whoever hears one may throw away what came behind it. Never
 * holds more than one line and one reply. Event loop only.
 */
final class ReplyDecoder extends ChannelInboundHandlerAdapter {
    private final CrlfLine lines;
    private final ReplyLines replies;
    private @Nullable ByteBuf received;
    private boolean stopped;

    /** What stands here instead of a reply. */
    record NoReply(String what) {}

    ReplyDecoder(ClientLimits limits) {
        lines = new CrlfLine(limits.replyLine());
        replies = new ReplyLines(limits.replyLines());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (stopped) {
            octets.release();
            return;
        }
        var before = received;
        received = before == null ? octets : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, octets);
        try {
            for (var next = next(); next != null; next = next()) ctx.fireChannelRead(next);
        } catch (MalformedReply e) {
            stop();
            ctx.fireChannelRead(new NoReply(e.what()));
        }
        var rest = received;
        if (rest != null && !rest.isReadable()) release();
        else if (rest != null) rest.discardSomeReadBytes();
    }

    private @Nullable ServerReply next() throws MalformedReply {
        while (!stopped) {
            var buffer = received; // who heard the last one may have dropped it
            var line = buffer == null ? null : lines.cut(buffer);
            if (line == null) return null;
            var reply = replies.add(line);
            if (reply != null) return reply;
        }
        return null;
    }

    /** Throws away what nobody has heard yet: the wall between plaintext and TLS. RFC 3207, 4.2. */
    int dropBuffered() {
        int dropped = received == null ? 0 : received.readableBytes();
        release();
        lines.reset();
        replies.reset();
        return dropped;
    }

    /** Hears nothing any more. */
    void stop() {
        stopped = true;
        release();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    private void release() {
        var buffer = received;
        received = null;
        if (buffer != null) buffer.release();
    }
}
