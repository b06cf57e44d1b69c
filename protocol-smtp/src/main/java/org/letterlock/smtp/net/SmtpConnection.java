package org.letterlock.smtp.net;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;
import org.letterlock.protocol.SessionHandler;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.command.CommandLine;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.MessageLog;
import org.letterlock.smtp.session.SmtpLink;
import org.letterlock.smtp.session.SmtpSession;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsServerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: hands what the decoder cuts to the {@link SmtpSession}, and gives it its link. RFC 5321, 3. */
final class SmtpConnection extends SessionHandler<SmtpFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);

    private final SmtpConfig config;
    private final MailReceiver receiver;
    private final MessageLog log;
    private final @Nullable SaslServer sasl;
    private final @Nullable TlsServerContext tls;
    private final Clock clock;
    private final String id;
    private final SmtpDecoder decoder;
    private @Nullable SmtpSession session;
    private boolean decoderWaits; // behind the line it gave out last, to be told what comes next
    private SmtpFrame.@Nullable Octets taken; // the octets that the session looks at
    private boolean inMessage;
    private long octetsInWindow;

    SmtpConnection(
            Executor workers,
            SmtpConfig config,
            MailReceiver receiver,
            MessageLog log,
            @Nullable SaslServer sasl,
            @Nullable TlsServerContext tls,
            Clock clock,
            String id,
            SmtpDecoder decoder) {
        super(workers);
        this.config = config;
        this.receiver = receiver;
        this.log = log;
        this.sasl = sasl;
        this.tls = tls;
        this.clock = clock;
        this.id = id;
        this.decoder = decoder;
    }

    // ---------------------------------------------------------------- the turn

    @Override
    protected Next onOpen() {
        var facts =
                Optional.ofNullable(channel().pipeline().get(TlsHandler.class)).flatMap(TlsHandler::facts);
        var local = internet(channel().localAddress());
        var remote = internet(channel().remoteAddress());
        session = new SmtpSession(
                config,
                receiver,
                log,
                sasl,
                new Link(),
                clock,
                new SessionFacts(id, config.role(), local, remote, "", false, facts, Optional.empty()));
        idleTimeout(config.times().command());
        if (awaitsLogin()) deadline(config.times().login());
        var delay = config.times().greetingDelay();
        if (delay.isZero()) return greet();
        return Next.awaitBriefly(
                later(delay), then -> heardBefore() ? session().leave(SmtpReply.TALKED_EARLY) : greet());
    }

    private Next greet() {
        return session().say(SmtpReply.plain(220, config.hostname() + " ESMTP " + config.greeting()));
    }

    @Override
    protected Next onFrame(SmtpFrame frame) {
        var session = session();
        if (frame instanceof SmtpFrame.Command command) {
            decoderWaits = command.paused();
            var next = CommandLine.run(command.line(), session);
            followMessage();
            return command.paused() ? resumed(next) : next;
        }
        if (frame instanceof SmtpFrame.Octets octets) return take(octets);
        if (frame instanceof SmtpFrame.Dot dot) {
            messageIsHere();
            return session.endMessage(dot.bareCr(), dot.bareLf(), dot.nul());
        }
        if (frame instanceof SmtpFrame.Unframed unframed) return CommandLine.unframed(unframed.line(), session);
        return switch ((SmtpFrame.Signal) frame) {
            case CHUNK_END -> {
                if (!session.awaitsChunks()) messageIsHere();
                var next = session.endChunk();
                if (session.awaitsChunks()) idleTimeout(config.times().command());
                else if (inMessage) messageIsHere(); // this chunk was refused
                yield next;
            }
            case OUT_OF_STEP -> {
                session.reset();
                yield session.leave(SmtpReply.OUT_OF_STEP);
            }
            case ENDLESS_LINE -> session.leave(SmtpReply.LINE_TOO_LONG);
        };
    }

    @Override
    protected boolean isBrief(SmtpFrame frame) {
        return frame instanceof SmtpFrame.Command command
                && !session().authentication().inProgress()
                && CommandLine.isBrief(command.line());
    }

    /** Tells the decoder to go on, when the command that it stopped behind is done and has not told it. */
    private Next resumed(Next next) {
        if (next instanceof Next.Await await) {
            return await.followedBy(this::resumed);
        }
        if (next == Next.Done.DONE && decoderWaits) {
            decoderWaits = false;
            flush();
            onEventLoop(decoder::expectCommand);
        }
        return next;
    }

    private Next take(SmtpFrame.Octets frame) {
        taken = frame;
        if (frame.chunk && !inMessage) messageBegins(); // nobody wants it
        keepPace(frame.content().readableBytes());
        var octets = frame.content().nioBuffer();
        return released(frame.chunk ? session().takeChunk(octets) : session().take(octets));
    }

    /** Releases the octets that were taken last, when they are no longer looked at. */
    private Next released(Next next) {
        if (next instanceof Next.Await await) {
            return await.followedBy(this::released);
        }
        release();
        return next;
    }

    private void release() {
        var frame = taken;
        taken = null;
        if (frame != null) frame.release();
    }

    @Override
    protected void onGoodbye(Goodbye why) {
        var farewell = switch (why) {
            case IDLE -> SmtpReply.TIMEOUT;
            case DEADLINE -> awaitsLogin() ? SmtpReply.LOGIN_TOO_SLOW : SmtpReply.TOO_SLOW;
            case SHUTDOWN -> SmtpReply.SHUTTING_DOWN;
            case SHED -> SmtpReply.MAKING_ROOM;
        };
        farewell.writeTo(out());
    }

    @Override
    protected Next onFailure(String id) {
        release();
        var apology = SmtpReply.ourFault(id);
        session().fail(apology);
        apology.writeTo(out());
        return inMessage ? Next.close() : resumed(Next.done()); // the rest of a message would be taken for commands
    }

    @Override
    protected void onClosed() {
        release();
        if (session != null) session.reset();
    }

    private SmtpSession session() {
        var s = session;
        if (s == null) throw new IllegalStateException("not open");
        return s;
    }

    // ---------------------------------------------------------------- time

    /** In each window of the data block's timeout, so many octets must come. */
    private void keepPace(int octets) {
        octetsInWindow += octets;
        long window = config.times().minDataRate() * config.times().dataBlock().toSeconds();
        if (octetsInWindow >= window && window > 0) {
            octetsInWindow = 0;
            paceBy(config.times().dataBlock());
        }
    }

    /** A command may open a message by chunks, go on with it, or give it up: it has its pace as a whole. */
    private void followMessage() {
        boolean open = session().intake().isPresent();
        if (open && !inMessage) messageBegins();
        else if (open) idleTimeout(config.times().dataBlock());
        else if (inMessage) messageIsHere();
    }

    private void messageBegins() {
        inMessage = true;
        octetsInWindow = 0;
        idleTimeout(config.times().dataBlock());
        if (config.times().minDataRate() > 0) paceBy(config.times().dataBlock());
    }

    private void messageIsHere() {
        inMessage = false;
        paceBy(null);
        idleTimeout(config.times().command());
    }

    /** A message's deadline, which never moves the one for log-in. */
    private void paceBy(@Nullable Duration time) {
        if (!awaitsLogin()) deadline(time);
    }

    private boolean awaitsLogin() {
        return config.isSubmission() && session().facts().account().isEmpty();
    }

    private CompletionStage<?> later(Duration delay) {
        var over = new CompletableFuture<Boolean>();
        var unused = channel().eventLoop().schedule(() -> over.complete(true), delay.toNanos(), TimeUnit.NANOSECONDS);
        return over;
    }

    private static InetSocketAddress internet(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    // ---------------------------------------------------------------- the link

    /** What the session has of its connection. */
    private final class Link implements SmtpLink {
        @Override
        public Output out() {
            return SmtpConnection.this.out();
        }

        @Override
        public void flush() {
            SmtpConnection.this.flush();
        }

        @Override
        public void askForMessage(SmtpReply goAhead) {
            decoderWaits = false;
            messageBegins();
            var before = out().take(); // replies of the same group: one write for all
            onEventLoop(() -> {
                boolean outOfStep = decoder.hasBuffered();
                var go = outOfStep ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(goAhead.wire());
                channel().writeAndFlush(before == null ? go : Unpooled.wrappedBuffer(before, go));
                if (outOfStep) decoder.refuseBuffered();
                else decoder.expectMessage();
            });
        }

        @Override
        public void askForResponse() {
            decoderWaits = false;
            flush();
            onEventLoop(decoder::expectResponse);
        }

        @Override
        public boolean offersTls() {
            return tls != null && tls.isOfferedTo(channel());
        }

        @Override
        public CompletionStage<TlsFacts> startTls(SmtpReply goAhead) {
            var context = tls;
            if (context == null) throw new IllegalStateException("no TLS here");
            decoderWaits = false;
            return SmtpConnection.this
                    .startTls(context, decoder, Unpooled.wrappedBuffer(goAhead.wire()))
                    .thenApply(started -> {
                        if (started.droppedOctets() > 0) { // CVE-2011-0411
                            LOG.warn(
                                    "{}: {} octets of plaintext behind STARTTLS thrown away",
                                    channel().remoteAddress(),
                                    started.droppedOctets());
                        }
                        return started.facts();
                    });
        }

        @Override
        public CompletionStage<?> after(Duration delay) {
            return later(delay);
        }

        @Override
        public void authenticated(String account) {
            authenticatedAs(account);
        }
    }
}
