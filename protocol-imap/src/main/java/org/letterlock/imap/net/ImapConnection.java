package org.letterlock.imap.net;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.command.CommandLine;
import org.letterlock.imap.grammar.LiteralMark;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapServices;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.Phase;
import org.letterlock.imap.session.Wire;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;
import org.letterlock.protocol.SessionHandler;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsServerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: puts commands together from lines and literals, says which literals may come, and runs one command at a
 * time. A literal is admitted by its size and by what the command has shown to be so far; no room is ever made for what
 * was only announced. RFC 3501, 4.3 and 5.5; RFC 7888.
 */
final class ImapConnection extends SessionHandler<ImapFrame> implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(ImapConnection.class);
    private static final Completion LITERAL_TOO_LARGE = Completion.bad("Literal too large");
    private static final Completion COMMAND_TOO_LONG = Completion.bad("Command too long");
    private static final Completion NOT_LITERAL_PLUS = Completion.bad("Non-synchronizing literal above 4096 octets");
    private static final Completion FLAWED = Completion.bad("Line with a bare CR or LF, or NUL");
    private static final int LITERAL_MINUS = 4096; // RFC 7888, 5
    private static final List<String> HTTP =
            List.of("GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "CONNECT ", "DELETE /", "PATCH ", "TRACE ", "PRI ");

    /** Where the octets of a literal go while it arrives. */
    private enum Literal {
        NONE,
        /** Into the command. */
        ARGUMENT,
        /** To the session's continuation. */
        STREAMED,
        /** Nowhere: the command was refused, and the client has sent it already. */
        DROPPED
    }

    private final ImapServices services;
    private final ImapFrameDecoder decoder;
    private @Nullable ImapSession session;
    private Optional<TlsFacts> tls = Optional.empty();
    private boolean spoken; // the client has said something
    private final CommandImage image = new CommandImage(); // the command that is being put together
    private @Nullable CommandLine begun; // what its first line says; null while the image is empty
    private Literal arriving = Literal.NONE;
    private @Nullable LiteralMark offered; // announced by the line at hand, neither taken nor refused
    private boolean dropping; // lines, up to the end of a refused command
    private boolean startingTls;

    ImapConnection(ImapServices services, ImapFrameDecoder decoder, Executor workers) {
        super(workers);
        this.services = services;
        this.decoder = decoder;
    }

    private ImapSession session() {
        var s = session;
        if (s == null) throw new IllegalStateException("not open");
        return s;
    }

    private ImapConfig config() {
        return services.config();
    }

    // ---------------------------------------------------------------- frames

    @Override
    protected Next onOpen() {
        var handler = channel().pipeline().get(TlsHandler.class);
        if (handler != null) tls = handler.facts();
        var opened = new ImapSession(services, this);
        session = opened;
        idleTimeout(config().loginTimeout());
        deadline(config().loginTimeout());
        return opened.greet();
    }

    @Override
    protected Next onFrame(ImapFrame frame) {
        if (frame instanceof ImapFrame.Octets octets) {
            try {
                return literal(octets);
            } finally {
                octets.release();
            }
        }
        var line = (ImapFrame.Line) frame;
        if (!line.paused()) return line(line.line(), null);
        offered = line.mark();
        Next next = null;
        try {
            next = line(line.line(), line.mark());
        } finally {
            if (next == null) goOn(Next.done());
        }
        return goOn(next);
    }

    @Override
    protected boolean isBrief(ImapFrame frame) {
        if (!(frame instanceof ImapFrame.Line line) || !line.line().sound()) return false;
        if (begun != null || arriving != Literal.NONE || session().continuation() != null)
            return false; // it is no command
        var command = CommandLine.of(line.line().octets());
        var mark = line.mark();
        return switch (session().phase()) {
            case NOT_AUTHENTICATED -> mark == null && command.isBrief();
            case AUTHENTICATED -> mark != null && command.streams(mark.start());
            default -> false; // the answer may have to say what others have changed
        };
    }

    private Next literal(ImapFrame.Octets octets) {
        var where = arriving;
        if (octets.isLast()) arriving = Literal.NONE;
        if (where == Literal.ARGUMENT) {
            image.add(octets.content());
        } else if (where == Literal.STREAMED) {
            var continuation = session().continuation();
            if (continuation != null) continuation.octets(octets.content().nioBuffer());
        }
        return Next.done();
    }

    private Next line(Line line, @Nullable LiteralMark mark) {
        if (dropping && ImapFrameDecoder.endIsKnown(line)) {
            // what waits for + was answered already, and ends here
            dropping = mark != null && !mark.synchronizing();
            return Next.done();
        }
        if (!line.sound()) return flawed(line);
        var continuation = session().takeContinuation();
        if (continuation != null) return continuation.line(line.octets());
        if (!spoken) {
            spoken = true;
            if (isHttp(line.octets())) return Next.close(); // a browser led astray: nothing it said is repeated
        }
        if (mark == null && image.isEmpty()) return execute(CommandLine.of(line.octets()), line.octets());
        if (image.length() + line.octets().length > mostOfCommand()) return refuse(COMMAND_TOO_LONG);
        int from = image.length();
        image.add(line.octets());
        var command = begun;
        if (command == null) {
            command = CommandLine.of(line.octets());
            begun = command;
        }
        return mark == null ? execute(command, takeImage()) : admit(command, mark, from + mark.start());
    }

    private static boolean isHttp(byte[] line) {
        var start = new String(line, 0, Math.min(line.length, 16), StandardCharsets.ISO_8859_1);
        return HTTP.stream().anyMatch(start::startsWith);
    }

    /**
     * A line that can be nothing. RFC 3501, 2.2: only CRLF ends a line; RFC 3501, 9: no NUL. The literal it announces is
     * dropped with it. Where the end of the line is not known, nothing behind it is read: it may be a literal.
     */
    private Next flawed(Line line) {
        dropping = false;
        var command = begun;
        takeImage();
        var continuation = session().takeContinuation();
        if (continuation != null) continuation.abandoned();
        else (command != null ? command : CommandLine.of(line.octets())).begin(session());
        if (line.flaw() == Line.Flaw.TOO_LONG) return session().bye("Line too long");
        if (!ImapFrameDecoder.endIsKnown(line) && session().phase() != Phase.NOT_AUTHENTICATED)
            return session().bye("Line with a bare LF");
        return session().finish(FLAWED);
    }

    // ---------------------------------------------------------------- commands

    private byte[] takeImage() {
        begun = null;
        return image.take();
    }

    private Next execute(CommandLine line, byte[] whole) {
        line.begin(session());
        var refusal = line.refusal(session());
        return refusal == null ? line.run(session(), whole) : session().finish(refusal);
    }

    /** A literal is announced {@code at} octets into the command: whether it may come, and where it goes. */
    private Next admit(CommandLine line, LiteralMark mark, int at) {
        line.begin(session());
        var refusal = line.refusal(session());
        if (refusal != null) return refuse(refusal);
        if (!mark.synchronizing() && config().literalMinus() && mark.size() > LITERAL_MINUS)
            return refuse(NOT_LITERAL_PLUS);
        if (line.streams(at)) return line.run(session(), takeImage());
        boolean before = session().phase() == Phase.NOT_AUTHENTICATED;
        if (mark.size() > (before ? config().maxLiteralBeforeLogin() : config().maxLiteral()))
            return refuse(LITERAL_TOO_LARGE);
        if (image.length() + mark.size() > mostOfCommand()) return refuse(COMMAND_TOO_LONG);
        image.addCrlf(); // it is read as it stood on the wire
        take(Literal.ARGUMENT);
        return Next.done();
    }

    private int mostOfCommand() {
        return session().phase() == Phase.NOT_AUTHENTICATED
                ? config().maxLineBeforeLogin() + config().maxLiteralBeforeLogin()
                : config().maxLine() + config().maxLiteral();
    }

    private Next refuse(Completion why) {
        takeImage();
        return session().finish(why);
    }

    private void take(Literal where) {
        var mark = offered;
        if (mark == null) throw new IllegalStateException("no literal was announced");
        offered = null;
        if (mark.synchronizing() && where != Literal.DROPPED) session().writer().continuation("Go on");
        if (mark.size() == 0) return; // the line goes on at once
        arriving = where;
        long size = mark.size();
        onEventLoop(() -> decoder.literal(size));
    }

    /** The line is dealt with, and the decoder waits to be told what comes. */
    private Next goOn(Next next) {
        var mark = offered;
        if (mark != null && !mark.synchronizing()) { // refused, and on its way all the same
            long most = session().phase() == Phase.NOT_AUTHENTICATED ? config().maxLine() : config().appendLimit();
            if (mark.size() > most) {
                onEventLoop(decoder::stop);
                return session().bye("Literal too large to be read and dropped");
            }
            dropping = true;
            take(Literal.DROPPED);
        }
        offered = null;
        if (arriving == Literal.NONE && !startingTls) onEventLoop(decoder::resume);
        return next;
    }

    // ---------------------------------------------------------------- what else happens

    @Override
    protected Next onWake() {
        return session().woken();
    }

    @Override
    protected void onGoodbye(Goodbye why) {
        var s = session;
        if (s == null) return; // not even greeted
        s.bye(
                switch (why) {
                    case IDLE -> "Autologout: idle for too long";
                    case DEADLINE -> "Log-in took too long";
                    case SHUTDOWN -> "The server stops";
                    case SHED -> "[UNAVAILABLE] Making room for others";
                });
    }

    @Override
    protected Next onFailure(String id) {
        var s = session;
        return s == null ? Next.close() : s.failed(id);
    }

    @Override
    protected void onClosed() {
        image.clear();
        var s = session;
        if (s != null) s.closed();
    }

    // ---------------------------------------------------------------- for the session

    @Override
    public Output output() {
        return out();
    }

    @Override
    public InetAddress remote() {
        return channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    @Override
    public Optional<TlsFacts> tls() {
        return tls;
    }

    @Override
    public void loggedIn(String account) {
        authenticatedAs(account);
        idleTimeout(config().idleTimeout());
        decoder.maxLine(config().maxLine());
    }

    @Override
    public void wakeUp() {
        wake();
    }

    @Override
    public void takeLiteral() {
        take(Literal.STREAMED);
    }

    @Override
    public boolean isOffered(TlsServerContext context) {
        return context.isOfferedTo(channel());
    }

    @Override
    public CompletionStage<TlsFacts> startTls(TlsServerContext context, byte[] goAhead) {
        startingTls = true;
        return startTls(context, decoder, Unpooled.wrappedBuffer(goAhead)).thenApply(started -> {
            if (started.droppedOctets() > 0)
                LOG.warn("{}: dropped {} octets sent in plaintext behind STARTTLS", remote(), started.droppedOctets());
            tls = Optional.of(started.facts());
            startingTls = false;
            return started.facts();
        });
    }

    @Override
    public CompletionStage<Boolean> after(Duration time) {
        var done = new CompletableFuture<Boolean>();
        channel().eventLoop().schedule(() -> done.complete(true), time.toNanos(), TimeUnit.NANOSECONDS);
        return done;
    }
}
