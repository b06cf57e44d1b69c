package org.letterlock.protocol.transcript;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection through an {@link EmbeddedChannel}. */
final class MemoryWire implements Wire {
    private final Stage stage;
    private final int number;
    private final EmbeddedChannel channel;
    private final Collection<MemoryWire> all;
    private final boolean octetByOctet;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int read;

    MemoryWire(Stage stage, int number, Collection<MemoryWire> all, boolean octetByOctet) {
        this.stage = stage;
        this.number = number;
        this.channel = stage.open(number);
        this.all = all;
        this.octetByOctet = octetByOctet;
        all.add(this);
    }

    @Override
    public void send(byte[] octets) {
        int step = octetByOctet ? 1 : Math.max(1, octets.length);
        for (int i = 0; i < octets.length && channel.isOpen(); i += step) {
            channel.writeInbound(Unpooled.copiedBuffer(octets, i, step));
            if (octetByOctet) settle();
        }
        settle();
    }

    @Override
    public byte @Nullable [] line() {
        settle();
        var octets = received.toByteArray();
        for (int i = read; i + 1 < octets.length; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n') {
                var line = Arrays.copyOfRange(octets, read, i);
                read = i + 2;
                return line;
            }
        }
        return null;
    }

    @Override
    public boolean closed() {
        return !channel.isOpen();
    }

    @Override
    public byte[] rest() {
        settle();
        return Arrays.copyOfRange(received.toByteArray(), read, received.size());
    }

    @Override
    public void startTls() {
        stage.startTls(number, channel);
        settle();
    }

    @Override
    public void close() {
        channel.close();
        settle();
        channel.finishAndReleaseAll();
    }

    @Override
    public void advance(Duration time) {
        for (var wire : all) {
            wire.channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
            wire.channel.runPendingTasks();
        }
        settle();
    }

    /** Runs what waits on any connection, until nothing does: what happens on one may be told on another. */
    private void settle() {
        boolean more;
        do {
            stage.settle();
            more = false;
            for (var wire : all) {
                wire.channel.runPendingTasks();
                wire.channel.checkException();
                more |= wire.drain();
            }
        } while (more);
    }

    private boolean drain() {
        boolean some = false;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            var octets = new byte[out.readableBytes()];
            out.readBytes(octets);
            out.release();
            received.writeBytes(octets);
            some |= octets.length > 0;
        }
        return some;
    }
}
