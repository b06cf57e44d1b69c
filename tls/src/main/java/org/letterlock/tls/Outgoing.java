package org.letterlock.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

/**
 * What the application writes, on its way into records: waiting as plaintext, which counts for the channel's writability, until the
 * socket has taken most of what was protected before. Event loop only.
 */
final class Outgoing {
    private static final int OCTETS_A_WRITE = 4 * RecordFrame.FRAGMENT;
    private static final int OCTETS_IN_FLIGHT = 2 * OCTETS_A_WRITE; // protected and not yet taken by the socket
    private static final int OVERHEAD = 128; // of one record: header, vector, padding, MAC

    private final ChannelHandlerContext ctx;
    private final PlaintextQueue waiting;
    private final Made made;
    private final Consumer<Boolean> taken;
    private int inFlight;

    /** {@code taken} hears each time the socket has taken something, or that it failed. */
    Outgoing(ChannelHandlerContext ctx, Made made, Consumer<Boolean> taken) {
        this.ctx = ctx;
        this.waiting = new PlaintextQueue(ctx.channel());
        this.made = made;
        this.taken = taken;
    }

    void add(ByteBuf plaintext, ChannelPromise promise) {
        waiting.add(plaintext, promise);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether there is something to protect, and the socket keeps up. */
    boolean isReady() {
        return !waiting.isEmpty() && inFlight < OCTETS_IN_FLIGHT;
    }

    void failAll() {
        if (!waiting.isEmpty()) waiting.releaseAndFailAll(ctx, new ClosedChannelException());
    }

    /** Makes records of the next of what waits and writes them, without a flush. */
    void protectSome(Records records) throws IOException {
        var promise = ctx.newPromise();
        var plain = waiting.remove(ctx.alloc(), OCTETS_A_WRITE, promise);
        int length = plain.readableBytes();
        var target = ctx.alloc().ioBuffer(length + (length / RecordFrame.FRAGMENT + 2) * OVERHEAD);
        made.target(target);
        try {
            while (plain.isReadable()) protect(records, plain, Math.min(RecordFrame.FRAGMENT, plain.readableBytes()));
        } catch (IOException | RuntimeException e) {
            target.release();
            promise.tryFailure(e);
            throw e;
        } finally {
            made.target(null);
            plain.release();
        }
        int octets = target.readableBytes();
        inFlight += octets;
        promise.addListener(written -> {
            inFlight -= octets;
            taken.accept(written.isSuccess());
        });
        ctx.write(target, promise);
    }

    private void protect(Records records, ByteBuf plain, int length) throws IOException {
        if (plain.hasArray()) {
            records.send(plain.array(), plain.arrayOffset() + plain.readerIndex(), length);
            plain.skipBytes(length);
            return;
        }
        var copy = ctx.alloc().heapBuffer(length, length);
        try {
            plain.readBytes(copy, length);
            records.send(copy.array(), copy.arrayOffset(), length);
        } finally {
            copy.release();
        }
    }
}
