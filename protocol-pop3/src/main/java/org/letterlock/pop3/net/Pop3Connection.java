package org.letterlock.pop3.net;

import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.pop3.Pop3Services;
import org.letterlock.pop3.command.Pop3Command;
import org.letterlock.pop3.command.Pop3Reader;
import org.letterlock.pop3.command.Response;
import org.letterlock.pop3.command.SyntaxException;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.pop3.session.Pop3Wire;
import org.letterlock.pop3.session.State;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;
import org.letterlock.protocol.SessionHandler;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsServerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One POP3 connection: asks of each line whether it may come now, and lets the session run it. RFC 1939, 3. */
final class Pop3Connection extends SessionHandler<Pop3Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Connection.class);
    private static final Set<String> HTTP =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final Pop3FrameDecoder decoder;
    private final @Nullable TlsServerContext stls;
    private final Pop3Session session;
    private final Pop3Reply greeting;
    private boolean spoken; // the client has said something
    private boolean paused; // the decoder is, behind the line in progress
    private int badCommands;

    Pop3Connection(Pop3Services services, @Nullable TlsServerContext stls, Pop3FrameDecoder decoder) {
        super(services.workers());
        this.decoder = decoder;
        this.stls = stls;
        this.session = new Pop3Session(services, new Wire());
        this.greeting = Pop3Reply.ok(services.config().hostname() + " Letterlock POP3 ready");
    }

    @Override
    protected Next onOpen() {
        idleTimeout(session.config().autologout());
        deadline(session.config().loginTimeout());
        return session.reply(greeting);
    }

    @Override
    protected Next onFrame(Pop3Frame frame) {
        if (frame.flood()) return Next.close();
        paused = frame.paused();
        var next = line(frame.line());
        Arrays.fill(frame.line().octets(), (byte) 0); // it may have held a password
        return paused ? resumingBehind(next) : next;
    }

    @Override
    protected boolean isBrief(Pop3Frame frame) {
        return !frame.flood()
                && session.state() == State.AUTHORIZATION
                && session.exchange().isEmpty()
                && frame.line().sound()
                && Pop3Command.Verb.read(new Pop3Reader(frame.line().octets()))
                        .filter(Pop3Command.Verb::isBrief)
                        .isPresent();
    }

    private Next line(Line line) {
        boolean first = !spoken;
        spoken = true;
        if (first && isHttp(line.octets())) return Next.close(); // somebody lured a browser here
        if (line.flaw() == Line.Flaw.TOO_LONG) return bad(Pop3Reply.TOO_LONG);
        if (session.exchange().isPresent()) return response(line);
        if (!line.sound()) return bad(Pop3Reply.SYNTAX);
        return command(new Pop3Reader(line.octets()));
    }

    private Next command(Pop3Reader in) {
        var verb = Pop3Command.Verb.read(in);
        if (verb.isEmpty()) return bad(Pop3Reply.UNKNOWN);
        if (verb.get() != Pop3Command.Verb.PASS) session.forgetUser();
        if (!verb.get().allowedIn(session.state())) return bad(Pop3Reply.WRONG_STATE);
        if (verb.get().needsTls() && !session.encrypted()) return bad(Pop3Reply.NEEDS_TLS);
        try {
            return verb.get().parse(in).run(session);
        } catch (SyntaxException e) {
            return bad(Pop3Reply.SYNTAX);
        }
    }

    private Next response(Line line) {
        try {
            if (line.sound()) return Response.parse(line.octets()).run(session);
        } catch (SyntaxException e) {
            LOG.debug("{}: no base64 in a SASL response", channel().remoteAddress());
        }
        session.endExchange();
        return session.refuse(Pop3Reply.BAD_RESPONSE);
    }

    /** No command, or not now: one more of these than allowed ends the connection. */
    private Next bad(Pop3Reply why) {
        session.endExchange();
        session.forgetUser();
        if (++badCommands <= session.config().maxBadCommands()) return session.reply(why);
        session.reply(Pop3Reply.TOO_MANY_ERRORS);
        return Next.close();
    }

    /** The decoder waits behind this command: it goes on when the command is done. */
    private Next resumingBehind(Next next) {
        if (next instanceof Next.More more) {
            return Next.more(() -> resumingBehind(more.step().get()));
        }
        if (next instanceof Next.Await await) {
            return await.followedBy(this::resumingBehind);
        }
        if (next == Next.done()) resume();
        return next;
    }

    private void resume() {
        boolean response = session.exchange().isPresent();
        onEventLoop(() -> decoder.resume(response));
    }

    private static boolean isHttp(byte[] line) {
        int end = 0;
        while (end < line.length && end < 8 && line[end] != ' ') end++;
        return end < line.length && HTTP.contains(new String(line, 0, end, StandardCharsets.ISO_8859_1));
    }

    // ---------------------------------------------------------------- the end

    /** Silence ends without a word (RFC 1939, 3); what we decide is said. */
    @Override
    protected void onGoodbye(Goodbye why) {
        switch (why) {
            case IDLE -> LOG.debug("{}: autologout", channel().remoteAddress());
            case DEADLINE -> session.reply(Pop3Reply.TOO_SLOW);
            case SHUTDOWN -> session.reply(Pop3Reply.STOPPING);
            case SHED -> session.reply(Pop3Reply.CROWDED);
        }
    }

    @Override
    protected Next onFailure(String id) {
        if (session.answering()) return Next.close(); // nothing could be told from the message
        session.endExchange();
        if (session.state() == State.UPDATE) {
            session.reply(Pop3Reply.NOT_REMOVED);
            return Next.close();
        }
        session.reply(Pop3Reply.failure(id));
        if (paused) resume();
        return Next.done();
    }

    @Override
    protected void onClosed() {
        session.closed();
    }

    /** What the session sees of this connection. */
    private final class Wire implements Pop3Wire {
        @Override
        public Output out() {
            return Pop3Connection.this.out();
        }

        @Override
        public void authenticatedAs(String account) {
            Pop3Connection.this.authenticatedAs(account);
        }

        @Override
        public Authenticator.Origin origin() {
            var remote = channel().remoteAddress() instanceof InetSocketAddress internet
                    ? internet.getAddress()
                    : InetAddress.getLoopbackAddress();
            return new Authenticator.Origin(remote, "pop3", tls().isPresent());
        }

        @Override
        public Optional<TlsFacts> tls() {
            var handler = channel().pipeline().get(TlsHandler.class);
            return handler == null ? Optional.empty() : handler.facts();
        }

        @Override
        public boolean canStartTls() {
            return stls != null && stls.isOfferedTo(channel());
        }

        @Override
        public CompletionStage<TlsFacts> startTls(String goAhead) {
            var context = stls;
            if (context == null) throw new IllegalStateException("no TLS here");
            spoken = false; // what the client says first under TLS is what it says first
            var line = ByteBufUtil.writeAscii(channel().alloc(), goAhead + "\r\n");
            return Pop3Connection.this.startTls(context, decoder, line).thenApply(started -> {
                if (started.droppedOctets() > 0) {
                    LOG.warn(
                            "{}: {} octets behind STLS thrown away",
                            channel().remoteAddress(),
                            started.droppedOctets());
                }
                return started.facts();
            });
        }
    }
}
