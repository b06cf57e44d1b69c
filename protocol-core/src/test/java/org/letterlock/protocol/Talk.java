package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.letterlock.protocol.transcript.TestChannel;

/** A toy session on a channel, and what its client says and hears. */
final class Talk {
    final EmbeddedChannel channel;
    final Toy toy;

    Talk(EmbeddedChannel channel, Executor workers) {
        this.channel = channel;
        this.toy = new Toy(workers);
        channel.pipeline().addLast(toy.decoder, toy);
    }

    Talk() {
        this(new TestChannel(), Runnable::run);
    }

    void say(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
        channel.runPendingTasks();
    }

    String hear() {
        channel.runPendingTasks();
        channel.checkException();
        var text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(ISO_8859_1));
            out.release();
        }
        return text.toString();
    }

    String answer(String text) {
        say(text);
        return hear();
    }

    void pass(long seconds) {
        for (long i = 0; i < seconds && channel.isOpen(); i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runPendingTasks();
        }
    }
}
