package org.letterlock.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first octets of a peer whose word does not count: one that begins with a PROXY header is cut off, however it is divided. All
 * others pass as they come, and soon unseen.
 */
final class NoProxy extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(NoProxy.class);
    private static final int SIGNATURE = 12;

    private final ByteBuf first = Unpooled.buffer(SIGNATURE, SIGNATURE);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            ctx.fireChannelRead(message);
            return;
        }
        first.writeBytes(octets, octets.readerIndex(), Math.min(octets.readableBytes(), first.writableBytes()));
        int alike = ProxyHeader.resembles(first, 0);
        if (alike == 2) {
            octets.release();
            LOG.info(
                    "{}: refused, it does not stand in proxy-from and sends a PROXY header",
                    ctx.channel().remoteAddress());
            ctx.close();
            return;
        }
        ctx.fireChannelRead(octets);
        if (alike == 0 && !ctx.isRemoved()) ctx.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        first.release();
    }
}
