package org.letterlock.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
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
 * <em>turn</em>), answers go out in order. What is {@link #isBrief brief} runs on the event loop, where it arises. Stands last
 * in the pipeline, behind a {@link FrameDecoder}.
 *
 * <p>Back-pressure: the next command waits until the channel takes more output; no more is cut, and then no more is read,
 * while the frames already cut are not worked off or the client does not read. Time: the client's silence, a client that
 * does not read, and the time until log-in are bounded by {@link #idleTimeout}, {@link #STALL_LIMIT} and {@link
 * #deadline}; a command that waits for us never times out.
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
    private static final int STEPS_HERE = 32; // on the event loop

    private final Executor workers;
    private final Runnable turn = () -> turn(false);
    private final Runnable turnHere = () -> turn(true);
    private final AtomicInteger turns = new AtomicInteger(); // asked for; the turn runs while there are any
    private final Queue<F> inbox = new ConcurrentLinkedQueue<>();

    private @Nullable ChannelHandlerContext context;
    private @Nullable FrameDecoder decoder;
    private @Nullable Output output;
    private @Nullable Patience patience;

    private volatile @Nullable String account;
    private volatile Runnable whenAuthenticated = () -> {};
    private volatile @Nullable Goodbye goodbye;
    private volatile @Nullable Supplier<Next> resumed; // what an awaited stage, or the opening, left to do
    private volatile boolean resumedBriefly; // written before resumed
    private volatile @Nullable StartTls startTls;
    private volatile boolean opened;
    private volatile boolean awaiting;
    private volatile boolean wakeAsked;
    private volatile boolean inputEnded;
    private volatile boolean closing; // the last word is written
    private volatile boolean inactive;
    private volatile @Nullable Supplier<Next> step; // of a command in progress; written on the turn
    private volatile long lastFrame = -1; // how many frames there were when the input had ended and all was cut
    private long taken; // turn only: frames
    private boolean workerless = true; // turn only: no worker has had the turn
    private boolean greeted; // turn only
    private boolean ended; // turn only
    private boolean reading = true; // event loop only
    private boolean read; // event loop only: since the last takeTurn

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

    /**
     * Whether this frame is worked off from memory, at once, and leaves nothing whose release takes time: so that changing
     * threads for it costs more than it does. Such as EHLO; never what reads or changes a mailbox, or waits for a lock that is
     * held for long. Asked on the turn.
     */
    protected boolean isBrief(F frame) {
        return false;
    }

    /** Somebody called {@link #wake}, and no command is in progress. */
    protected Next onWake() {
        return Next.done();
    }

    /** The session ends: write the protocol's farewell. The connection closes afterwards. */
    protected abstract void onGoodbye(Goodbye why);

    /** A command failed by our fault; {@code id} stands in the log. Write the protocol's apology. */
    protected abstract Next onFailure(String id);

    /** The connection is gone; release what the session holds. Called once, if {@link #onOpen} was to be called. */
    protected abstract void onClosed();

    /** Who has logged in, as canonical address. Any thread. */
    public final Optional<String> account() {
        return Optional.ofNullable(account);
    }

    /** Runs {@link #onWake} on the session's turn, soon. Any thread. */
    public final void wake() {
        if (!wakeAsked) {
            wakeAsked = true;
            takeTurn();
        }
    }

    /**
     * Says goodbye and closes, when the command in progress is answered. A client that has not been greeted, or is in the
     * midst of a handshake, cannot be spoken to: it is cut off. Any thread.
     */
    public final void end(Goodbye why) {
        if (goodbye != null) return;
        goodbye = why;
        var starting = startTls;
        if (!opened || (starting != null && starting.inProgress())) ctx().close();
        else takeTurn();
    }

    /** {@code told} runs when the client has logged in, at once if it has. */
    final void whenAuthenticated(Runnable told) {
        whenAuthenticated = told;
        if (account != null) told.run();
    }

    // ---------------------------------------------------------------- for the session

    /** The client is {@code account} from now on; the deadline for log-in is met. */
    protected final void authenticatedAs(String account) {
        this.account = account;
        deadline(null);
        whenAuthenticated.run();
    }

    protected final Channel channel() {
        return ctx().channel();
    }

    protected final Output out() {
        var o = output;
        if (o == null) throw new IllegalStateException("not open");
        return o;
    }

    /** Whether the client has sent anything at all. */
    protected final boolean heardBefore() {
        var d = decoder;
        return d != null && d.heard();
    }

    /** How long the client may be silent between frames. */
    protected final void idleTimeout(Duration time) {
        patience().idle(time);
    }

    /** When the session must have come further, whatever the client sends; null lifts the limit. */
    protected final void deadline(@Nullable Duration fromNow) {
        patience().deadline(fromNow);
    }

    /** Sends what was written so far. */
    protected final void flush() {
        var buffer = out().take();
        if (buffer == null) return;
        var ctx = ctx();
        if (inactive) buffer.release();
        else ctx.writeAndFlush(buffer, ctx.voidPromise());
    }

    /** Runs {@code task} on the event loop, behind everything flushed so far. */
    protected final void onEventLoop(Runnable task) {
        ctx().executor().execute(task);
    }

    /**
     * Takes the {@link StartTls} step: completes when the handshake is done, with how many octets were thrown away. The
     * session forgets its state by itself. RFC 3207, 4.2.
     */
    protected final CompletionStage<StartedTls> startTls(TlsServerContext tls, FrameDecoder decoder, ByteBuf goAhead) {
        flush();
        var starting = new StartTls(tls, goAhead);
        startTls = starting;
        onEventLoop(() -> {
            starting.begin(channel().pipeline(), () -> decoder.dropBuffered() + dropInbox());
            if (inputEnded) ctx().close(); // no ClientHello can come
            readIfRoom(ctx());
        });
        return starting.result();
    }

    /** What came of {@link #startTls}. */
    public record StartedTls(TlsFacts facts, int droppedOctets) {}

    // ---------------------------------------------------------------- event loop

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        decoder = ctx.pipeline().get(FrameDecoder.class);
        output = new Output(ctx.alloc());
        patience = new Patience(ctx, this);
        if (ctx.channel().isActive()) channelActive(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(TlsHandler.class) == null) open(); // else when the handshake is done
    }

    private void open() {
        if (opened || goodbye != null) return;
        resumedBriefly = true;
        resumed = () -> {
            greeted = true;
            return onOpen();
        };
        opened = true;
        patience().stir();
        patience().idle(Duration.ofMinutes(5));
        takeTurnHere();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof TlsHandshakeCompletion.Done done) {
            var starting = startTls;
            if (starting != null) starting.done(done.facts());
            else open();
        } else if (event instanceof TlsHandshakeCompletion.Failed) {
            ctx.close();
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true; // what it asked for is still answered
            takeTurnHere();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    @SuppressWarnings("unchecked") // the decoder in front makes nothing else
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing || inactive) {
            ReferenceCountUtil.release(message);
            return;
        }
        inbox.add((F) message);
        read = true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (read) {
            read = false;
            patience().stir();
            takeTurnHere();
        }
        readIfRoom(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        patience().writable(writable);
        if (writable) takeTurn();
        readIfRoom(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inactive = true;
        takeTurnHere();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var remote = ctx.channel().remoteAddress();
        if (cause instanceof IOException) LOG.debug("{}: {}", remote, cause.toString());
        else LOG.warn("{}: connection failed", remote, cause);
        ctx.close();
    }

    private void readIfRoom(ChannelHandlerContext ctx) {
        var d = decoder;
        boolean room = ctx.channel().isWritable() && (d == null || !d.full());
        if (room != reading) {
            reading = room;
            ctx.channel().config().setAutoRead(room);
        }
    }

    private int dropInbox() {
        int dropped = 0;
        for (F frame = inbox.poll(); frame != null; frame = inbox.poll()) {
            ReferenceCountUtil.release(frame);
            dropped++;
        }
        return dropped;
    }

    /** Whether the client waits for us, rather than we for it. Any thread. */
    final boolean busy() {
        return awaiting || step != null || turns.get() != 0 || !inbox.isEmpty();
    }

    /** Closes without a word. Event loop. */
    final void cut(String why) {
        LOG.info("{}: closed, {}", channel().remoteAddress(), why);
        ctx().close();
    }

    // ---------------------------------------------------------------- the turn

    private void takeTurn() {
        if (turns.getAndIncrement() == 0) runTurn();
    }

    /** Event loop. What is brief is not worth changing threads: it runs here, and never before what a worker has flushed. */
    private void takeTurnHere() {
        if (turns.getAndIncrement() != 0) return;
        if (!isBriefNext()) runTurn();
        else if (workerless) turn(true);
        else runTurnHere();
    }

    /** On the event loop, behind everything flushed so far. Any thread. */
    private void takeTurnBriefly() {
        if (turns.getAndIncrement() == 0) runTurnHere();
    }

    private void runTurnHere() {
        run(ctx().executor(), turnHere);
    }

    private void runTurn() {
        workerless = false;
        run(workers, turn);
    }

    private void run(Executor where, Runnable what) {
        try {
            where.execute(what);
        } catch (RejectedExecutionException stopped) { // the server has ended: nobody works any more
            inactive = true;
            ctx().close();
            turn(false);
        }
    }

    /** Whether what comes next may run on the event loop. As long as no worker has had the turn, so may the session's end. */
    private boolean isBriefNext() {
        if (resumed != null) return resumedBriefly;
        var next = inbox.peek();
        if (workerless) return next == null || (greeted && isBrief(next));
        boolean frameIsNext = step == null && !wakeAsked && goodbye == null && !inactive && !closing;
        return frameIsNext && next != null && isBrief(next);
    }

    /** Works until there is nothing to do, or, {@code here} on the event loop, nothing brief; the rest is left to another turn. */
    private void turn(boolean here) {
        int asked = turns.get();
        while (true) {
            boolean more;
            try {
                more = work(here);
            } catch (Throwable t) {
                LOG.error("{}: session broken", channel().remoteAddress(), t);
                closing = true;
                ctx().close();
                more = false;
            }
            if (more) { // let others have a turn
                runTurn();
                return;
            }
            asked = turns.addAndGet(-asked);
            if (asked == 0) return;
        }
    }

    /** Steps until there is nothing to do now; true when there is, but for others, or not {@code here}. */
    private boolean work(boolean here) {
        var channel = ctx().channel();
        int steps = 0;
        while (true) {
            if (inactive) {
                finish();
                return false;
            }
            if (closing || awaiting) break;
            boolean enough = here ? steps >= STEPS_HERE || (steps > 0 && !isBriefNext()) : steps >= STEPS_A_TURN;
            var next = resumed;
            if (next != null) {
                resumed = null;
                step = next;
            }
            var todo = step;
            var why = goodbye;
            if (todo == null && why != null) {
                onGoodbye(why);
                close();
                break;
            }
            if (!channel.isWritable()) break;
            if (enough && (todo != null || isAsked())) {
                flush();
                return true;
            }
            Next result = todo != null ? run(todo) : take();
            if (result == null) break;
            steps++;
            if (result instanceof Next.More more) {
                step = more.step();
            } else {
                if (todo != null) step = null;
                if (result instanceof Next.Await await) await(await.stage(), await.brief());
                else if (result == Next.Close.CLOSE) close();
            }
            if (out().pending() >= FLUSH_AT) flush();
        }
        flush();
        if (steps > 0) patience().stir();
        return false;
    }

    /** Whether {@link #take} has something to do. */
    private boolean isAsked() {
        var d = decoder;
        return wakeAsked || inputEnded || !inbox.isEmpty() || (d != null && d.held());
    }

    private Next run(Supplier<Next> todo) {
        try {
            return todo.get();
        } catch (Throwable t) {
            return failed(t);
        }
    }

    /** What the client, or {@link #wake}, has asked for next; null when nothing was. */
    private @Nullable Next take() {
        try {
            if (wakeAsked && greeted) {
                wakeAsked = false;
                return onWake();
            }
            var frame = inbox.poll();
            if (frame != null) {
                taken++;
                return onFrame(frame);
            }
        } catch (Throwable t) {
            return failed(t);
        }
        var d = decoder;
        if (d != null && d.held()) onEventLoop(d::caughtUp);
        else if (inputEnded) return afterInput();
        return null;
    }

    /** Behind the client's end of the stream: the frames that the decoder still has, then the end of the session. */
    private @Nullable Next afterInput() {
        long last = taken;
        if (lastFrame == last) return Next.close();
        onEventLoop(
                () -> { // behind what the last command told the decoder
                    if (inbox.isEmpty()) lastFrame = last;
                    takeTurnHere();
                });
        return null;
    }

    private void await(CompletionStage<Supplier<Next>> stage, boolean brief) {
        awaiting = true;
        stage.whenComplete((then, failure) -> {
            resumedBriefly = brief;
            resumed = failure == null ? then : () -> failed(failure);
            awaiting = false;
            if (brief) takeTurnBriefly();
            else takeTurn();
        });
    }

    private Next failed(Throwable thrown) {
        var t = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        var id = Long.toString(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, 36);
        LOG.error("{}: command failed, id {}", channel().remoteAddress(), id, t);
        try {
            var next = onFailure(id);
            return t instanceof VirtualMachineError ? Next.close() : next;
        } catch (RuntimeException again) {
            LOG.error("{}: no apology possible, id {}", channel().remoteAddress(), id, again);
            return Next.close();
        }
    }

    private void close() {
        closing = true;
        patience().leaving();
        var ctx = ctx();
        var last = out().take();
        if (last == null) last = ctx.alloc().buffer(0);
        ctx.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }

    private void finish() {
        if (ended) return;
        ended = true;
        out().discard();
        var unused = dropInbox();
        step = null;
        resumed = null;
        var starting = startTls;
        if (starting != null) starting.giveUp();
        try {
            if (opened) onClosed();
        } finally {
            patience().end();
        }
    }

    private ChannelHandlerContext ctx() {
        var c = context;
        if (c == null) throw new IllegalStateException("not in a pipeline");
        return c;
    }

    private Patience patience() {
        var p = patience;
        if (p == null) throw new IllegalStateException("not in a pipeline");
        return p;
    }
}
