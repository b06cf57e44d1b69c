package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsHandshakeCompletion;
import org.letterlock.tls.TlsServerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session: frames come in on the event loop, commands run one at a time on a worker (the session's
 * <em>turn</em>), answers go out in order. Stands last in the pipeline.
 *
 * <p>Back-pressure: the next command waits until the channel takes more output; the next read waits until the frames
 * already cut are worked off. Time: the client's silence, a client that does not read, and the time until log-in are
 * bounded by {@link #idleTimeout}, {@link #STALL_LIMIT} and {@link #deadline}; a command that waits for us never times out.
 *
 * <p>Everything {@code protected} that is not said to be otherwise runs on the turn: one thread at a time, in order.
 *
 * @param <F> what the frame decoder makes
 */
public abstract class SessionHandler<F> extends ChannelInboundHandlerAdapter {
    /** How long a client may leave everything unread that was sent to it. */
    public static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);
    private static final int FLUSH_AT = 64 * 1024;
    private static final int STEPS_A_TURN = 512;
    private static final long INBOX_OCTETS = 256 * 1024;
    private static final int FRAME_OCTETS = 256; // what a frame without a buffer of its own counts

    private final Executor workers;
    private final AtomicInteger turns = new AtomicInteger();
    private final Queue<F> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicLong inboxOctets = new AtomicLong();

    private @Nullable ChannelHandlerContext context;
    private @Nullable Output output;
    private volatile @Nullable String account;
    private volatile boolean inactive;
    private volatile boolean wakeAsked;
    private volatile @Nullable Goodbye goodbye;
    private volatile @Nullable Supplier<Next> resumed;
    private volatile boolean awaiting;
    private volatile boolean closing;
    private volatile long idleNanos = TimeUnit.MINUTES.toNanos(5);
    private volatile long lastFrame;
    private volatile long deadline = Long.MAX_VALUE;
    private volatile long unwritableSince = Long.MAX_VALUE;
    private volatile @Nullable CompletableFuture<TlsFacts> handshake;
    private @Nullable Supplier<Next> step; // turn only
    private boolean ended; // turn only
    private boolean reading = true; // event loop only

    protected SessionHandler(Executor workers) {
        this.workers = workers;
    }

    /** Why a session ends without the client having asked. */
    public enum Goodbye {
        /** The client said nothing for too long. */
        IDLE,
        /** The deadline for log-in, or for a command, is past. */
        DEADLINE,
        /** The server stops. */
        SHUTDOWN,
        /** The session makes room for others. */
        SHED
    }

    /** The connection is there and, on an implicit-TLS port, protected: greet. */
    protected abstract Next onOpen();

    /** The next frame, owned by the callee. */
    protected abstract Next onFrame(F frame);

    /** Somebody called {@link #wake}, and no command is in progress. */
    protected Next onWake() {
        return Next.done();
    }

    /** The session ends: write the protocol's farewell. The connection closes afterwards. */
    protected abstract void onGoodbye(Goodbye why);

    /** A command failed by our fault; {@code id} stands in the log. Write the protocol's apology. */
    protected abstract Next onFailure(String id);

    /** The connection is gone; release what the session holds. Called once. */
    protected abstract void onClosed();

    /** Who has logged in, as canonical address. Any thread. */
    public final Optional<String> account() {
        return Optional.ofNullable(account);
    }

    // ---------------------------------------------------------------- for the session

    /** The client is {@code account} from now on; the deadline for log-in is met. */
    protected final void authenticatedAs(String account) {
        this.account = account;
        deadline(null);
    }

    protected final Channel channel() {
        return ctx().channel();
    }

    protected final Output out() {
        var o = output;
        if (o == null) throw new IllegalStateException("not open");
        return o;
    }

    /** How long the client may be silent between frames. */
    protected final void idleTimeout(Duration time) {
        idleNanos = time.toNanos();
    }

    /** When the session must have come further, whatever the client sends; null lifts the limit. */
    protected final void deadline(@Nullable Duration fromNow) {
        deadline = fromNow == null ? Long.MAX_VALUE : now() + fromNow.toNanos();
        var ctx = ctx();
        if (fromNow != null) ctx.executor().execute(() -> watchTime(ctx, fromNow.toNanos()));
    }

    /** Runs {@link #onWake} on the session's turn, soon. Any thread. */
    public final void wake() {
        if (!wakeAsked) {
            wakeAsked = true;
            takeTurn();
        }
    }

    /** Says goodbye and closes, when the command in progress is answered. Any thread. */
    public final void end(Goodbye why) {
        if (goodbye == null) {
            goodbye = why;
            takeTurn();
        }
    }

    /** Sends what was written so far. */
    protected final void flush() {
        var ctx = ctx();
        var buffer = out().take();
        if (buffer != null) {
            if (inactive) buffer.release();
            else ctx.writeAndFlush(buffer, ctx.voidPromise());
        }
    }

    /** Runs {@code task} on the event loop, behind everything flushed so far. */
    protected final void onEventLoop(Runnable task) {
        ctx().executor().execute(task);
    }

    /**
     * The STARTTLS step: throws away what the client sent behind its command, puts TLS first in the pipeline, and only
     * then sends {@code goAhead} as the last plaintext. Completes when the handshake is done, with how many octets were
     * thrown away. The session forgets its state by itself. RFC 3207, 4.2.
     */
    protected final CompletionStage<StartedTls> startTls(TlsServerContext tls, FrameDecoder decoder, ByteBuf goAhead) {
        flush();
        var facts = new CompletableFuture<TlsFacts>();
        var dropped = new AtomicInteger();
        handshake = facts;
        onEventLoop(() -> {
            dropped.set(decoder.dropBuffered());
            var handler = tls.newHandler();
            var pipeline = channel().pipeline();
            pipeline.addFirst(handler);
            pipeline.context(handler).writeAndFlush(goAhead);
        });
        return facts.thenApply(f -> new StartedTls(f, dropped.get()));
    }

    /** What came of {@link #startTls}. */
    public record StartedTls(TlsFacts facts, int droppedOctets) {}

    // ---------------------------------------------------------------- event loop

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        output = new Output(ctx.alloc());
        lastFrame = now();
        if (ctx.channel().isActive()) open(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lastFrame = now();
        open(ctx);
    }

    private volatile boolean opened;

    private void open(ChannelHandlerContext ctx) {
        if (opened || ctx.pipeline().get(TlsHandler.class) != null) return; // implicit TLS: when the handshake is done
        opened = true;
        resumed = this::onOpen;
        watchTime(ctx, idleNanos);
        takeTurn();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof TlsHandshakeCompletion completion) {
            var starting = handshake;
            if (completion instanceof TlsHandshakeCompletion.Done done) {
                if (starting != null) starting.complete(done.facts());
                else if (!opened) {
                    opened = true;
                    resumed = this::onOpen;
                    watchTime(ctx, idleNanos);
                    takeTurn();
                }
            } else {
                ctx.close();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastFrame = now();
        inboxOctets.addAndGet(octets(message));
        inbox.add((F) message);
        if (inboxOctets.get() > INBOX_OCTETS && reading) {
            reading = false;
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!inbox.isEmpty()) takeTurn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            unwritableSince = Long.MAX_VALUE;
            takeTurn();
        } else {
            unwritableSince = now();
            watchTime(ctx, STALL_LIMIT.toNanos());
        }
        readIfRoom(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inactive = true;
        takeTurn();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof java.io.IOException)
            LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.toString());
        else LOG.warn("{}: connection failed", ctx.channel().remoteAddress(), cause);
        ctx.close();
    }

    private void readIfRoom(ChannelHandlerContext ctx) {
        boolean room = inboxOctets.get() < INBOX_OCTETS / 2 && ctx.channel().isWritable();
        if (room != reading) {
            reading = room;
            ctx.channel().config().setAutoRead(room);
        }
    }

    private @Nullable ScheduledFuture<?> timer;
    private long timerAt = Long.MAX_VALUE;

    /** One timer a session: it looks when it rings, and is set again for what is left. Event loop. */
    private void watchTime(ChannelHandlerContext ctx, long inNanos) {
        long at = now() + Math.max(inNanos, TimeUnit.MILLISECONDS.toNanos(1));
        if (inactive || at >= timerAt) return;
        if (timer != null) timer.cancel(false);
        timerAt = at;
        timer = ctx.executor().schedule(() -> ring(ctx), at - now(), TimeUnit.NANOSECONDS);
    }

    private void ring(ChannelHandlerContext ctx) {
        timerAt = Long.MAX_VALUE;
        if (inactive) return;
        long now = now();
        long stalled = unwritableSince;
        if (stalled != Long.MAX_VALUE && now - stalled >= STALL_LIMIT.toNanos()) {
            LOG.info(
                    "{}: closed, it does not read what it asked for",
                    ctx.channel().remoteAddress());
            ctx.close();
            return;
        }
        long limit = deadline;
        if (limit != Long.MAX_VALUE && now >= limit && !busy()) {
            end(Goodbye.DEADLINE);
        } else if (now - lastFrame >= idleNanos && !busy()) {
            end(Goodbye.IDLE);
        }
        long left = idleNanos - (now - lastFrame);
        if (left <= 0) left = TimeUnit.SECONDS.toNanos(1); // a command of ours is in progress
        if (limit != Long.MAX_VALUE) left = Math.min(left, Math.max(limit - now, TimeUnit.SECONDS.toNanos(1)));
        if (stalled != Long.MAX_VALUE) left = Math.min(left, STALL_LIMIT.toNanos() - (now - stalled));
        watchTime(ctx, left);
    }

    private boolean busy() {
        return awaiting || turns.get() != 0 || !inbox.isEmpty();
    }

    // ---------------------------------------------------------------- the turn

    private void takeTurn() {
        if (turns.getAndIncrement() == 0) workers.execute(this::turn);
    }

    private void turn() {
        int asked = turns.get();
        while (true) {
            boolean more;
            try {
                more = work();
            } catch (Throwable t) {
                LOG.error("{}: session broken", ctx().channel().remoteAddress(), t);
                ctx().close();
                more = false;
            }
            if (more) { // let others have a turn
                workers.execute(this::turn);
                return;
            }
            asked = turns.addAndGet(-asked);
            if (asked == 0) return;
        }
    }

    /** Steps until there is nothing to do now; true when it only stopped to be fair. */
    private boolean work() {
        var ctx = ctx();
        for (int steps = 0; ; steps++) {
            if (inactive) {
                finish();
                return false;
            }
            if (closing || awaiting) break;
            var next = resumed;
            if (next != null) {
                resumed = null;
                step = next;
            }
            if (step == null && goodbye != null) {
                var why = goodbye;
                if (why != null) onGoodbye(why);
                close();
                break;
            }
            if (!ctx.channel().isWritable()) break;
            if (steps >= STEPS_A_TURN) {
                flush();
                return true;
            }
            var todo = step;
            Next result;
            try {
                if (todo != null) {
                    step = null;
                    result = todo.get();
                } else if (wakeAsked && opened) {
                    wakeAsked = false;
                    result = onWake();
                } else {
                    var frame = inbox.poll();
                    if (frame == null) break;
                    long left = inboxOctets.addAndGet(-octets(frame));
                    if (left < INBOX_OCTETS / 2) {
                        if (!ctx.channel().config().isAutoRead()) ctx.executor().execute(() -> readIfRoom(ctx));
                    }
                    result = onFrame(frame);
                }
            } catch (Throwable t) {
                result = failed(t);
            }
            if (result instanceof Next.More more) {
                step = more.step();
            } else if (result instanceof Next.Await await) {
                awaitStage(await.stage());
            } else if (result == Next.Close.CLOSE) {
                close();
                break;
            }
            if (out().pending() >= FLUSH_AT) flush();
        }
        flush();
        return false;
    }

    private void awaitStage(CompletionStage<Supplier<Next>> stage) {
        awaiting = true;
        if (!stage.toCompletableFuture().isDone()) flush();
        stage.whenComplete((then, failure) -> {
            resumed = failure == null ? then : () -> failed(failure);
            awaiting = false;
            takeTurn();
        });
    }

    private Next failed(Throwable t) {
        var id = Long.toString(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, 36);
        LOG.error("{}: command failed, id {}", ctx().channel().remoteAddress(), id, t);
        try {
            return onFailure(id);
        } catch (RuntimeException again) {
            LOG.error("{}: no apology possible, id {}", ctx().channel().remoteAddress(), id, again);
            return Next.close();
        }
    }

    private void close() {
        closing = true;
        var ctx = ctx();
        var last = out().take();
        if (last == null) last = ctx.alloc().buffer(0);
        ctx.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }

    private void finish() {
        if (ended) return;
        ended = true;
        out().discard();
        for (F frame = inbox.poll(); frame != null; frame = inbox.poll()) ReferenceCountUtil.release(frame);
        step = null;
        resumed = null;
        ctx().executor().execute(() -> {
            if (timer != null) timer.cancel(false);
        });
        var starting = handshake;
        if (starting != null) starting.cancel(false);
        if (opened) onClosed();
    }

    private ChannelHandlerContext ctx() {
        var c = context;
        if (c == null) throw new IllegalStateException("not in a pipeline");
        return c;
    }

    private long now() {
        return ctx().executor().ticker().nanoTime();
    }

    /** How much memory {@code frame} holds, about: what back-pressure goes by. Any thread. */
    protected int octets(Object frame) {
        if (frame instanceof ByteBuf b) return b.readableBytes() + FRAME_OCTETS;
        if (frame instanceof ByteBufHolder h) return h.content().readableBytes() + FRAME_OCTETS;
        return FRAME_OCTETS;
    }
}
