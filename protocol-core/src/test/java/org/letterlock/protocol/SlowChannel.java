package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import org.letterlock.protocol.transcript.TestChannel;

/** A channel whose client reads only when it is let, and so much. */
final class SlowChannel extends TestChannel {
    private long mayTake;
    private long took;

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        while (mayTake > 0 && out.current() instanceof ByteBuf next) {
            int length = (int) Math.min(mayTake, next.readableBytes());
            next.skipBytes(length);
            mayTake -= length;
            took += length;
            out.progress(length);
            if (!next.isReadable()) out.remove();
        }
    }

    /** The client reads {@code octets} more. */
    void take(long octets) {
        mayTake = octets;
        flush();
        runPendingTasks();
        mayTake = 0;
    }

    long took() {
        return took;
    }

    /** Octets that wait for the client. */
    long pending() {
        var buffer = unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Time passes in steps of a second. */
    void pass(long seconds) {
        for (long i = 0; i < seconds && isOpen(); i++) {
            advanceTimeBy(1, TimeUnit.SECONDS);
            runPendingTasks();
        }
    }
}
