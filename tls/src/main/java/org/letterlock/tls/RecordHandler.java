package org.letterlock.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.UnsupportedMessageTypeException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one connection's {@link Records} from the pipeline. Until the handshake is done, whole records go to the handshake
 * executor, one step at a time, while what else arrives waits; afterwards records are opened and made on the event loop.
 *
 * <p>Everything runs on the event loop, except {@link #step}, which alone touches {@link #records} while {@link #stepping}.
 */
final class RecordHandler extends TlsHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RecordHandler.class);

    private static final int WAITING_OCTETS = 64 * 1024; // received while a step runs: then reading pauses
    private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

    private static final String TOO_MANY = "too many handshakes at once";

    private enum State {
        HANDSHAKE,
        OPEN,
        CLOSED
    }

    private final BiFunction<Records.Sink, Channel, Records> connection;
    private final boolean speaksFirst;
    private final Executor handshakes;
    private final TlsLimits limits;
    private final TlsListener listener;
    private final Made made = new Made(this::fire);

    private State state = State.HANDSHAKE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Records records;
    private @Nullable Outgoing outgoing;
    private @Nullable ByteBuf received;
    private @Nullable Future<?> deadline;
    private @Nullable ChannelPromise closing;
    private volatile @Nullable TlsFacts facts;
    private long startedAt;
    private boolean started;
    private boolean stepping;
    private boolean receiving;
    private boolean pausedReading;
    private boolean flushAsked;
    private boolean firedSomething;
    private boolean inputEnded; // close_notify came, and the other direction is still open
    private @Nullable Object endAfterStep; // of what the peer sends, which came during a step
    private boolean saidSomething;
    private int handshakeOctets;

    RecordHandler(
            BiFunction<Records.Sink, Channel, Records> connection,
            boolean speaksFirst,
            Executor handshakes,
            TlsLimits limits,
            TlsListener listener) {
        this.connection = connection;
        this.speaksFirst = speaksFirst;
        this.handshakes = handshakes;
        this.limits = limits;
        this.listener = listener;
    }

    @Override
    public Optional<TlsFacts> facts() {
        return Optional.ofNullable(facts);
    }

    // ---------------------------------------------------------------- life

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        outgoing = new Outgoing(ctx, made, this::taken);
        if (ctx.channel().isActive()) start(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
        ctx.fireChannelActive();
    }

    private void start(ChannelHandlerContext ctx) {
        if (started) return;
        started = true;
        startedAt = System.nanoTime();
        long millis = limits.handshakeTime().toMillis();
        deadline = ctx.executor()
                .schedule(() -> failHandshake("not done within " + millis + " ms"), millis, TimeUnit.MILLISECONDS);
        if (speaksFirst) runStep(ctx, new byte[0]);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failHandshake("the peer closed the connection");
        cease();
        ctx.fireChannelInactive();
    }

    /**
     * The end of what the peer sends, without close_notify: no handshake comes of it, unless its last part is being worked on;
     * an open session is told.
     */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && stepping && state == State.HANDSHAKE) {
            endAfterStep = event;
            return;
        }
        if (event instanceof ChannelInputShutdownEvent) failHandshake("the peer closed the connection");
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cease();
    }

    /** Lets go of everything. */
    private void cease() {
        state = State.CLOSED;
        if (deadline != null) deadline.cancel(false);
        if (received != null) {
            received.release();
            received = null;
        }
        outgoing().failAll();
    }

    private ChannelHandlerContext ctx() {
        var ctx = context;
        if (ctx == null) throw new IllegalStateException("not in a pipeline");
        return ctx;
    }

    private Outgoing outgoing() {
        var writes = outgoing;
        if (writes == null) throw new IllegalStateException("not in a pipeline");
        return writes;
    }

    // ---------------------------------------------------------------- from the peer

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf more)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (state == State.CLOSED || inputEnded || !more.isReadable()) {
            more.release();
            return;
        }
        var before = received;
        received = before == null ? more : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, more);
        if (state == State.HANDSHAKE && stepping && received.readableBytes() > WAITING_OCTETS) {
            if (ctx.channel().config().isAutoRead()) {
                pausedReading = true;
                ctx.channel().config().setAutoRead(false);
            }
        }
        receive(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean fired = firedSomething;
        firedSomething = false;
        if (fired || state != State.HANDSHAKE) ctx.fireChannelReadComplete();
        // who reads by hand has asked for plaintext, and so far there is none
        if (!fired
                && state != State.CLOSED
                && !pausedReading
                && !ctx.channel().config().isAutoRead()) ctx.read();
    }

    private void receive(ChannelHandlerContext ctx) {
        if (receiving) return;
        receiving = true;
        try {
            if (state == State.HANDSHAKE) receiveHandshake(ctx);
            while (state == State.OPEN && !inputEnded && receiveRecord(ctx)) {
                var answer = made.takeRecords(); // to a question about the protocol itself, such as for renegotiation
                if (answer != null) ctx.writeAndFlush(answer, ctx.voidPromise());
            }
        } catch (IOException | RuntimeException e) {
            broken(e);
        } finally {
            receiving = false;
        }
        var buffer = received;
        if (buffer != null && !buffer.isReadable()) {
            buffer.release();
            received = null;
        }
    }

    /** Takes the whole records that are there to the executor. */
    private void receiveHandshake(ChannelHandlerContext ctx) {
        var buffer = received;
        if (buffer == null || stepping) return;
        int end = buffer.readerIndex();
        try {
            // whatever else speaks to this port is not answered: S-C9
            if (!saidSomething && handshakeOctets == 0 && buffer.getByte(end) != RecordFrame.HANDSHAKE)
                throw new RecordFrame.NotTls();
            for (int length;
                    end < buffer.writerIndex() && (length = RecordFrame.length(buffer, end)) > 0;
                    end += length) {
                if (buffer.getByte(end) != RecordFrame.APPLICATION_DATA) handshakeOctets += length;
                if (handshakeOctets > limits.handshakeOctets())
                    throw new IOException("more than " + limits.handshakeOctets() + " octets of handshake");
            }
        } catch (IOException e) {
            boolean tooMuch = !(e instanceof RecordFrame.NotTls);
            if (tooMuch) sayAlert(ctx, Alerts.RECORD_OVERFLOW);
            failHandshake(
                    String.valueOf(e.getMessage()),
                    tooMuch ? Optional.of(Alerts.sent(Alerts.RECORD_OVERFLOW)) : Optional.empty());
            return;
        }
        if (end == buffer.readerIndex()) return;
        byte[] whole = new byte[end - buffer.readerIndex()];
        buffer.readBytes(whole);
        runStep(ctx, whole);
    }

    private void runStep(ChannelHandlerContext ctx, byte[] whole) {
        stepping = true;
        if (records != null && records.isNearlyDone()) {
            stepped(ctx, step(whole)); // not worth changing threads
            return;
        }
        try {
            handshakes.execute(() -> {
                var failure = step(whole);
                try {
                    ctx.executor().execute(() -> stepped(ctx, failure));
                } catch (RejectedExecutionException e) {
                    LOG.debug("the event loop is gone", e);
                }
            });
        } catch (RejectedExecutionException e) {
            stepping = false;
            failHandshake(TOO_MANY);
        }
    }

    /** One step of the handshake, on its executor. Returns what went wrong. */
    private @Nullable Throwable step(byte[] whole) {
        try {
            var connected = records;
            if (connected == null) {
                connected = connection.apply(made, ctx().channel());
                records = connected;
                connected.begin();
            }
            for (int at = 0; at < whole.length && !connected.isClosed() && !connected.inputEnded(); ) {
                int length = RecordFrame.length(whole, at);
                connected.receive(whole, at, length);
                at += length;
            }
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    private void stepped(ChannelHandlerContext ctx, @Nullable Throwable failure) {
        stepping = false;
        if (state != State.HANDSHAKE) { // closed meanwhile
            made.discard();
            return;
        }
        var answer = made.takeRecords();
        if (answer != null) {
            saidSomething = true;
            ctx.writeAndFlush(answer, ctx.voidPromise());
        }
        var connected = records;
        if (failure != null || connected == null) {
            if (answer == null && failure != null) sayAlert(ctx, Alerts.of(failure));
            failHandshake(Alerts.text(failure), Alerts.alert(failure));
            return;
        }
        var agreed = connected.facts();
        if (agreed != null) done(ctx, agreed);
        if (state == State.CLOSED) return;
        if (pausedReading) {
            pausedReading = false;
            ctx.channel().config().setAutoRead(true);
        }
        if (connected.isClosed() || connected.inputEnded()) {
            endWithPeer(ctx, connected);
            return;
        }
        receive(ctx);
        if (firedSomething && !receiving) {
            firedSomething = false;
            ctx.fireChannelReadComplete();
        }
        var end = endAfterStep;
        if (end != null && !stepping) {
            endAfterStep = null;
            userEventTriggered(ctx, end);
        }
    }

    private void done(ChannelHandlerContext ctx, TlsFacts agreed) {
        state = State.OPEN;
        facts = agreed;
        if (deadline != null) deadline.cancel(false);
        tell(new TlsHandshake.Done(agreed));
        ctx.fireUserEventTriggered(new TlsHandshakeCompletion.Done(agreed));
        for (var early = made.takeEarly(); early != null; early = made.takeEarly()) {
            if (state == State.OPEN) fire(early);
            else early.release();
        }
        if (flushAsked && state == State.OPEN) protect(ctx);
    }

    private void tell(TlsHandshake.Outcome outcome) {
        var channel = ctx().channel();
        listener.ended(new TlsHandshake(
                internet(channel.remoteAddress()),
                internet(channel.localAddress()),
                Duration.ofNanos(started ? System.nanoTime() - startedAt : 0),
                outcome));
    }

    private static Optional<InetSocketAddress> internet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? Optional.of(internet) : Optional.empty();
    }

    private void failHandshake(String cause) {
        failHandshake(cause, Optional.empty());
    }

    /** Ends a handshake that is still going on, once, and says so. */
    private void failHandshake(String cause, Optional<TlsAlert> alert) {
        if (state != State.HANDSHAKE) return;
        state = State.CLOSED;
        var ctx = ctx();
        var connected = stepping ? null : records;
        tell(new TlsHandshake.Failed(cause, alert, connected == null ? Optional.empty() : connected.serverName()));
        ctx.fireUserEventTriggered(new TlsHandshakeCompletion.Failed(
                cause, connected == null ? TlsPeer.NONE : connected.peer(), cause.equals(TOO_MANY)));
        cease();
        if (ctx.channel().isActive() && !ctx.isRemoved()) ctx.close();
    }

    /** An alert in the clear, for a peer whose first message was no ClientHello that bctls could read. */
    private void sayAlert(ChannelHandlerContext ctx, int description) {
        if (saidSomething || speaksFirst || description < 0) return;
        ctx.writeAndFlush(
                Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, (byte) description}), ctx.voidPromise());
    }

    /** Opens one record if it is all there. */
    private boolean receiveRecord(ChannelHandlerContext ctx) throws IOException {
        var buffer = received;
        var connected = records;
        if (buffer == null || connected == null) return false;
        int length = buffer.isReadable() ? RecordFrame.length(buffer, buffer.readerIndex()) : 0;
        if (length == 0) return false;
        made.open(connected, ctx.alloc().heapBuffer(length, length).writeBytes(buffer, length));
        if (connected.isClosed() || connected.inputEnded()) {
            endWithPeer(ctx, connected);
            return false;
        }
        return true;
    }

    /**
     * The peer said close_notify. Before TLS 1.3 so do we, at once: RFC 5246, 7.2.1. From then on it may still wait for
     * answers: where the handlers behind know of half-closed connections, they hear of the end and close when they have
     * given them. What follows close_notify is ignored. RFC 8446, 6.1.
     */
    private void endWithPeer(ChannelHandlerContext ctx, Records connected) {
        var halfClosing = ctx.channel().config().getOption(ChannelOption.ALLOW_HALF_CLOSURE);
        if (connected.isClosed()) {
            var answer = made.takeRecords();
            cease();
            lastWords(ctx, answer, ctx.newPromise());
        } else if (closing != null || Boolean.TRUE.equals(halfClosing)) {
            inputEnded = true;
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            farewell(ctx, connected);
        }
    }

    private void fire(ByteBuf plaintext) {
        firedSomething = true;
        ctx().fireChannelRead(plaintext);
    }

    /** The protected connection failed: the alert is sent, and it ends. */
    private void broken(Throwable cause) {
        if (state == State.CLOSED) return;
        var ctx = ctx();
        LOG.debug("{}: TLS failed: {}", ctx.channel().remoteAddress(), Alerts.text(cause));
        var alert = made.takeRecords();
        if (alert != null) ctx.writeAndFlush(alert, ctx.voidPromise());
        cease();
        ctx.close();
    }

    // ---------------------------------------------------------------- to the peer

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf plain)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new UnsupportedMessageTypeException(message, ByteBuf.class));
        } else if (state == State.CLOSED || closing != null) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
        } else {
            outgoing().add(plain, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (state == State.OPEN) protect(ctx);
        else if (state == State.HANDSHAKE) flushAsked = true;
        else ctx.flush();
    }

    /** Makes records of what is waiting, as far as the socket keeps up; the rest follows when it does. */
    private void protect(ChannelHandlerContext ctx) {
        var connected = records;
        if (connected == null) return;
        try {
            while (state == State.OPEN && outgoing().isReady()) outgoing().protectSome(connected);
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
        flushAsked = !outgoing().isEmpty();
        ctx.flush();
        if (closing != null && state == State.OPEN && outgoing().isEmpty()) farewell(ctx, connected);
    }

    private void taken(boolean success) {
        if (!success) cease();
        else if (state == State.OPEN && (flushAsked || closing != null)) protect(ctx());
    }

    // ---------------------------------------------------------------- the end

    /** Everything written goes out, then close_notify, then the connection ends; all within {@link #CLOSING_TIME}. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        failHandshake("closed before it was done");
        var connected = records;
        if (state != State.OPEN
                || connected == null
                || connected.isClosed()
                || !ctx.channel().isActive()) {
            var answer = stepping ? null : made.takeRecords(); // our close_notify to the peer's, or an alert
            cease();
            if (answer != null) ctx.writeAndFlush(answer, ctx.voidPromise());
            ctx.close(promise);
            return;
        }
        if (closing != null) {
            ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
            return;
        }
        closing = promise;
        protect(ctx);
        if (state == State.OPEN) closeInTime(ctx, promise);
    }

    private void farewell(ChannelHandlerContext ctx, Records connected) {
        var promise = closing;
        state = State.CLOSED;
        try {
            connected.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: no close_notify: {}", ctx.channel().remoteAddress(), e.toString());
        }
        var last = made.takeRecords();
        cease();
        lastWords(ctx, last, promise == null ? ctx.newPromise() : promise);
    }

    /** Closes when {@code last} is sent. */
    private void lastWords(ChannelHandlerContext ctx, @Nullable ByteBuf last, ChannelPromise promise) {
        var sent = ctx.writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last);
        sent.addListener(done -> {
            if (!promise.isDone()) ctx.close(promise); // else it was closed in time
        });
        if (!sent.isDone()) closeInTime(ctx, promise);
    }

    /** A peer that does not read keeps nobody waiting for longer than {@link #CLOSING_TIME}. */
    private void closeInTime(ChannelHandlerContext ctx, ChannelPromise promise) {
        var force = ctx.executor()
                .schedule(
                        () -> {
                            cease();
                            ctx.close(promise);
                        },
                        CLOSING_TIME.toMillis(),
                        TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> force.cancel(false));
    }
}
