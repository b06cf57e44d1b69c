package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.letterlock.protocol.SessionHandler.StartedTls;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsServerContext;

/**
 * One session's STARTTLS step, from the command to the end of the handshake: the wall between what was said in the clear
 * and what is said behind it. RFC 3207, 4.2.
 */
final class StartTls {
    private final TlsServerContext tls;
    private final ByteBuf goAhead;
    private final CompletableFuture<TlsFacts> handshake = new CompletableFuture<>();
    private volatile int dropped;

    /** {@code goAhead} is owned by this step. */
    StartTls(TlsServerContext tls, ByteBuf goAhead) {
        this.tls = tls;
        this.goAhead = goAhead;
    }

    /**
     * First {@code drop} throws away what the client sent behind its command, and says how much that was; then TLS goes
     * first into the pipeline; and only then the go-ahead goes out, in front of it, as the last plaintext. Event loop.
     */
    void begin(ChannelPipeline pipeline, IntSupplier drop) {
        try {
            dropped = drop.getAsInt();
            var handler = tls.newHandler();
            pipeline.addFirst(handler);
            pipeline.context(handler).writeAndFlush(goAhead);
        } catch (RuntimeException e) {
            if (goAhead.refCnt() > 0) goAhead.release();
            handshake.completeExceptionally(e);
        }
    }

    /** Completes when the handshake is done. */
    CompletionStage<StartedTls> result() {
        return handshake.thenApply(facts -> new StartedTls(facts, dropped));
    }

    void done(TlsFacts facts) {
        handshake.complete(facts);
    }

    /** Whether it is neither done nor given up: the client cannot be spoken to. */
    boolean inProgress() {
        return !handshake.isDone();
    }

    /** The connection is gone. */
    void giveUp() {
        handshake.cancel(false);
    }
}
