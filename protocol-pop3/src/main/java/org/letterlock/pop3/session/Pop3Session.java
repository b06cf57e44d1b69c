package org.letterlock.pop3.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.pop3.Pop3Services;
import org.letterlock.pop3.reply.MessageLines;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;
import org.letterlock.protocol.sasl.SaslExchange;
import org.letterlock.protocol.sasl.SaslOffer;

/** One client's session: its state and all that is remembered between commands. Used on the session's turn. RFC 1939, 3. */
public final class Pop3Session {
    private final Pop3Services services;
    private final Pop3Wire wire;
    private State state = State.AUTHORIZATION;
    private @Nullable String user;
    private boolean utf8;
    private @Nullable SaslExchange exchange;
    private int authFailures;
    private @Nullable Maildrop maildrop;
    private boolean answering;

    public Pop3Session(Pop3Services services, Pop3Wire wire) {
        this.services = services;
        this.wire = wire;
    }

    public Pop3Config config() {
        return services.config();
    }

    public Pop3Services services() {
        return services;
    }

    public Pop3Wire wire() {
        return wire;
    }

    public Output out() {
        return wire.out();
    }

    public State state() {
        return state;
    }

    public boolean encrypted() {
        return wire.tls().isPresent();
    }

    /** Answers with one line. */
    public Next reply(Pop3Reply reply) {
        reply.writeTo(out());
        return Next.done();
    }

    // ---------------------------------------------------------------- AUTHORIZATION

    /** The name of USER, for the next command only: PASS follows immediately. RFC 1939, 7. */
    public void user(String name) {
        user = name;
    }

    /** The name of the USER command just before this one; forgotten by asking. */
    public Optional<String> takeUser() {
        var name = Optional.ofNullable(user);
        user = null;
        return name;
    }

    /** Something else than PASS came: it would not be immediately behind USER any more. RFC 1939, 7. */
    public void forgetUser() {
        user = null;
    }

    /** Whether the client said UTF8. RFC 6856, 2.1. */
    public boolean utf8() {
        return utf8;
    }

    public void utf8Mode() {
        utf8 = true;
    }

    /** The ways to log in that there are now: none without TLS. RFC 5034, 6; RFC 8314, 3. */
    public SaslOffer offer() {
        return wire.tls().map(tls -> services.sasl().over(tls, wire.origin())).orElse(SaslOffer.NONE);
    }

    /** The SASL exchange whose next response is the next line; empty when a command is next. RFC 5034, 4. */
    public Optional<SaslExchange> exchange() {
        return Optional.ofNullable(exchange);
    }

    public void beginExchange(SaslExchange begun) {
        exchange = begun;
    }

    public void endExchange() {
        exchange = null;
    }

    /** Everything said in plaintext is as if it had not been said. RFC 2595, 4; RFC 3207, 4.2. */
    public void forget() {
        user = null;
        utf8 = false;
        exchange = null;
    }

    /** An attempt to log in ended: {@code malformed} says what it is when it was not even an attempt. */
    public Next ended(SaslExchange.Step step, Pop3Reply malformed) {
        endExchange();
        if (step instanceof SaslExchange.Step.Granted granted) {
            var unmet = wire.tls().flatMap(tls -> tls.unmetFor(granted.account(), Optional.empty()));
            return unmet.isPresent() ? refuse(Pop3Reply.tooWeak(unmet.get())) : logIn(granted.account());
        }
        if (!(step instanceof SaslExchange.Step.Failed failed)) throw new IllegalStateException("not the end: " + step);
        if (failed.temporary()) return refuse(Pop3Reply.CANNOT_CHECK);
        return refuse(failed.malformed() ? malformed : Pop3Reply.WRONG_CREDENTIALS);
    }

    /** A log-in failed: {@code why}, and goodbye when it was one too many. */
    public Next refuse(Pop3Reply why) {
        reply(why);
        return ++authFailures < config().maxAuthFailures() ? Next.done() : Next.close();
    }

    /** Opens the maildrop of {@code account}, who has proved to be that. RFC 1939, 4. */
    public Next logIn(String account) {
        var opened = Maildrop.open(services.store().account(new AccountId(account)));
        if (opened.isEmpty()) return reply(Pop3Reply.IN_USE);
        if (!services.loginDelay().admits(account)) {
            opened.get().close();
            return reply(Pop3Reply.LOGIN_DELAY);
        }
        maildrop = opened.get();
        state = State.TRANSACTION;
        user = null;
        wire.authenticatedAs(account);
        int n = opened.get().count();
        return reply(Pop3Reply.ok("Maildrop has " + n + (n == 1 ? " message" : " messages")));
    }

    // ---------------------------------------------------------------- TRANSACTION

    /** The open maildrop. @throws IllegalStateException outside TRANSACTION, where no command asks for it */
    public Maildrop maildrop() {
        var open = maildrop;
        if (open == null) throw new IllegalStateException("no maildrop in " + state);
        return open;
    }

    /** Whether {@code body} is not for this client, which did not say UTF8. RFC 6856, 2.1. */
    public boolean mustRefuse(Body body) {
        return config().strictUtf8() && !utf8 && !MessageLines.hasAsciiHeader(body);
    }

    /** Sends {@code lines} behind {@code first}, as fast as the client takes them. */
    public Next send(Pop3Reply first, MessageLines lines) {
        reply(first);
        answering = true;
        return Next.more(() -> more(lines));
    }

    private Next more(MessageLines lines) {
        if (!lines.write()) return Next.more(() -> more(lines));
        answering = false;
        return Next.done();
    }

    /** Whether the client is in the middle of a multi-line answer, where no other answer can be told from it. */
    public boolean answering() {
        return answering;
    }

    public void answering(boolean inMultiLine) {
        answering = inMultiLine;
    }

    // ---------------------------------------------------------------- UPDATE

    /** QUIT: what is marked deleted goes, and only then the answer. RFC 1939, 6. */
    public Next quit() {
        var open = maildrop;
        if (open == null) {
            reply(Pop3Reply.GOODBYE);
            return Next.close();
        }
        state = State.UPDATE;
        return Next.await(open.update(), removed -> {
            reply(removed ? Pop3Reply.GOODBYE : Pop3Reply.NOT_REMOVED);
            return Next.close();
        });
    }

    /** The connection is gone, without QUIT or behind it: the lock goes, and nothing else. RFC 1939, 6. */
    public void closed() {
        var open = maildrop;
        if (open != null) open.close();
        forget();
    }
}
