package org.letterlock.pop3.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.List;

/** A peer that takes one write, and another only when it is asked to; writes down how large they were. */
final class Reluctant extends ChannelDuplexHandler {
    private final Client client;
    private final List<Integer> sizes;
    private final boolean goesOn;

    Reluctant(Client client, List<Integer> sizes, boolean goesOn) {
        this.client = client;
        this.sizes = sizes;
        this.goesOn = goesOn;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        sizes.add(((ByteBuf) message).readableBytes());
        ((ByteBuf) message).release();
        promise.trySuccess();
        client.reading(false);
        if (goesOn) context.executor().execute(() -> client.reading(true));
    }
}
