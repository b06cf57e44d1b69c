package org.letterlock.smtp.client.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.smtp.client.ClientTimes;
import org.letterlock.smtp.client.Dialogue;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.Protection.Kind;
import org.letterlock.smtp.client.SmtpClientConfig;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.smtp.client.reply.EnhancedStatus;
import org.letterlock.smtp.client.reply.Offer;
import org.letterlock.smtp.client.reply.ServerReply;
import org.letterlock.smtp.client.session.Attempt.Again;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandshakeCompletion;

/**
 * One connection's dialogue: greeting, EHLO, STARTTLS, AUTH, and then one mail object after the other. What goes wrong on the way is
 * the fate of the mail that waits for it. Driven by its connection, on one thread. RFC 5321, 3.
 */
public final class ClientSession {
    private final SmtpClientConfig config;
    private final Hop hop;
    private final TlsDemand demand;
    private final ClientWire wire;
    private final Dialogue dialogue;
    private final Supplier<String> nonces;

    private final Deque<Expected> expected = new ArrayDeque<>();
    private Phase phase = Phase.CONNECT;
    private Offer offer = Offer.NOTHING;
    private Protection protection;
    private boolean ready; // for the next mail object
    private boolean over;
    private @Nullable Fate ended; // how, when it is over
    private boolean heardBehindTls; // the server has said something since
    private int transfers;
    private boolean resetFirst;
    private @Nullable MailObject waiting;
    private @Nullable Transfer transfer;
    private CompletableFuture<Attempt> result = new CompletableFuture<>();

    /** A reply that is to come. */
    private record Expected(Phase phase, Duration time, Consumer<ServerReply> then) {}

    /**
     * @param plainBecause why this connection is to be without TLS; empty: it is to be as {@code demand} says
     * @param nonces for log-ins
     */
    public ClientSession(
            SmtpClientConfig config,
            Hop hop,
            TlsDemand demand,
            Optional<Protection.Failure> plainBecause,
            ClientWire wire,
            Dialogue dialogue,
            Supplier<String> nonces) {
        this.config = config;
        this.hop = hop;
        this.demand = plainBecause.isPresent() ? TlsDemand.NONE : demand;
        this.wire = wire;
        this.dialogue = dialogue;
        this.nonces = nonces;
        protection = new Protection(TlsLevel.NONE, Optional.empty(), plainBecause);
    }

    /** Says {@code mail} as soon as the connection is so far; the one before must be done. */
    public CompletionStage<Attempt> deliver(MailObject mail) {
        result = new CompletableFuture<>();
        waiting = mail;
        var already = ended;
        if (already != null) complete(already, Again.NO);
        else if (ready) begin();
        return result;
    }

    /** Whether another mail object may be said. */
    public boolean ready() {
        return ready;
    }

    // ---------------------------------------------------------------- from the connection

    /** The connection is there. */
    public void connected() {
        dialogue.connected(hop);
        if (hop.implicitTls()) {
            phase = Phase.TLS;
            wire.startTls();
        } else {
            awaitGreeting();
        }
    }

    /** There is no connection. */
    public void notConnected(String why) {
        end(Fate.transientOf(Phase.CONNECT, Fate.NO_ANSWER, "no connection: " + why), Again.NO);
    }

    /** The server has replied. */
    public void reply(ServerReply reply) {
        if (over) return;
        dialogue.heard(hop, reply);
        heardBehindTls = true;
        var next = expected.poll();
        if (reply.closing()) {
            end(Fate.replied(next == null ? phase : next.phase(), reply), stale());
        } else if (next == null) {
            // idle servers may say why they go; nobody waits for that
            end(protocolFault("a reply to nothing: " + reply.shown()), stale());
        } else {
            phase = next.phase();
            patienceForNext();
            next.then().accept(reply);
        }
    }

    /** The server has said what is no reply. */
    public void malformed(String what) {
        end(protocolFault("the server sent " + what), Again.NO);
    }

    /** TLS is there. */
    public void encrypted(TlsFacts facts) {
        if (over) return;
        dialogue.encrypted(hop, facts);
        var reached = !facts.peer().verified()
                ? TlsLevel.ENCRYPT
                : demand.level().compareTo(TlsLevel.VERIFY) > 0 ? demand.level() : TlsLevel.VERIFY;
        protection = new Protection(reached, Optional.of(facts), Optional.empty());
        offer = Offer.NOTHING; // all that was said in the clear is forgotten: RFC 3207, 4.2
        heardBehindTls = false;
        if (hop.implicitTls()) awaitGreeting();
        else hello();
    }

    /** There will be no TLS, and the connection ends. */
    public void notEncrypted(TlsHandshakeCompletion.Failed failed) {
        if (over) return;
        var text = "TLS failed: " + failed.cause();
        if (failed.ours()) { // we had no room: no reason to speak in the clear
            end(Fate.transientOf(Phase.TLS, Fate.NOT_VERIFIED, text), Again.NO);
            return;
        }
        noTls(kind(failed), failed.cause());
        end(noTls(Fate.NOT_VERIFIED, text), plainInstead());
    }

    /** The connection is gone. */
    public void lost(String why) {
        if (over) return;
        // in TLS 1.3 a server may refuse us behind our last word of the handshake
        boolean refused = phase == Phase.HELLO
                && !heardBehindTls
                && protection
                        .facts()
                        .filter(f -> f.protocol().equals("TLSv1.3"))
                        .isPresent();
        if (refused) noTls(Kind.VALIDATION_FAILURE, why + " behind the handshake");
        gone(why, refused ? plainInstead() : stale());
    }

    /** The server was silent for too long. */
    public void timedOut(String what) {
        gone(what, stale());
    }

    /** All took too long. */
    public void overdue(String what) {
        gone(what, Again.NO);
    }

    private void gone(String why, Again again) {
        var head = expected.peek();
        end(Fate.transientOf(head == null ? phase : head.phase(), Fate.BAD_CONNECTION, why), again);
    }

    /** All of the content is on its way. */
    public void contentSent(long octets) {
        if (over) return;
        dialogue.sentContent(hop, octets);
        var current = transfer;
        if (current != null) current.contentSent();
        phase = Phase.END;
        patienceForNext();
    }

    /** The content cannot be read. */
    public void contentFailed(String why) {
        end(Fate.transientOf(Phase.CONTENT, Fate.OUR_STORE, "the message cannot be read: " + why), Again.NO);
    }

    /** No mail object will follow. Says so, and lets the server answer. RFC 5321, 4.1.1.10. */
    public void quit() {
        if (over) return;
        if (!ready) {
            lost("given up");
            return;
        }
        goodbye();
    }

    private void goodbye() {
        ready = false;
        say("QUIT", phase, config.times().quit(), reply -> end(protocolFault(""), Again.NO));
        wire.flush();
    }

    // ---------------------------------------------------------------- greeting, EHLO

    private void awaitGreeting() {
        phase = Phase.GREETING;
        expect(Phase.GREETING, config.times().greeting(), reply -> {
            if (reply.positive()) hello();
            else refused(Fate.replied(Phase.GREETING, reply)); // 554, 521: RFC 5321, 3.1, RFC 7504
        });
    }

    private void hello() {
        phase = Phase.HELLO;
        boolean lmtp = hop.dialect() == Hop.Dialect.LMTP;
        say((lmtp ? "LHLO " : "EHLO ") + config.helloName(), Phase.HELLO, times().hello(), reply -> {
            if (reply.positive()) offered(Offer.of(reply));
            else if (reply.permanentNegative() && !lmtp) oldHello(); // RFC 5321, 3.2
            else refused(Fate.replied(Phase.HELLO, reply));
        });
        wire.flush();
    }

    private void oldHello() {
        say("HELO " + config.helloName(), Phase.HELLO, times().hello(), reply -> {
            if (reply.positive()) offered(Offer.NOTHING);
            else refused(Fate.replied(Phase.HELLO, reply));
        });
        wire.flush();
    }

    /** Whether the server offers that extension, as far as it was asked. */
    public boolean offers(String keyword) {
        return offer.has(keyword);
    }

    private void offered(Offer now) {
        offer = now;
        if (protection.facts().isPresent() || demand.level() == TlsLevel.NONE) logIn();
        else if (offer.has("STARTTLS")) startTls();
        else withoutTls(Kind.STARTTLS_NOT_SUPPORTED, "the server does not offer STARTTLS");
    }

    // ---------------------------------------------------------------- STARTTLS

    private void startTls() {
        say("STARTTLS", Phase.TLS, times().hello(), reply -> {
            if (!reply.positive()) {
                withoutTls(Kind.VALIDATION_FAILURE, "STARTTLS was refused: " + reply.shown());
                return;
            }
            phase = Phase.TLS;
            int dropped = wire.startTls();
            if (dropped > 0) dialogue.noted(hop, dropped + " octets that the server sent before TLS were thrown away");
        });
        wire.flush();
    }

    /** TLS cannot be had on this connection, which goes on without if it may. */
    private void withoutTls(Kind kind, String why) {
        noTls(kind, why);
        if (demand.level().mandatory()) refused(noTls(Fate.NO_TLS, why));
        else logIn();
    }

    private void noTls(Kind kind, String why) {
        protection = new Protection(TlsLevel.NONE, Optional.empty(), Optional.of(new Protection.Failure(kind, why)));
        dialogue.noted(hop, why);
    }

    /** Mail that has to have TLS goes back where a server gives none; other mail waits for better times. RFC 8689, 4.2.1. */
    private Fate noTls(EnhancedStatus status, String why) {
        var mail = waiting;
        return mail != null && mail.requireTls() && !mail.from().isNull()
                ? Fate.permanent(Phase.TLS, Fate.NEEDS_ENCRYPTION, why)
                : Fate.transientOf(Phase.TLS, status, why);
    }

    private Again plainInstead() {
        return demand.level() == TlsLevel.MAY && !hop.implicitTls() && transfers == 0 ? Again.WITHOUT_TLS : Again.NO;
    }

    private static Kind kind(TlsHandshakeCompletion.Failed failed) {
        return switch (failed.peer().verdict()) {
            case NONE, VERIFIED -> Kind.VALIDATION_FAILURE;
            case WRONG_NAME -> Kind.CERTIFICATE_HOST_MISMATCH;
            case EXPIRED -> Kind.CERTIFICATE_EXPIRED;
            case NO_TLSA_MATCH -> Kind.TLSA_INVALID;
            default -> Kind.CERTIFICATE_NOT_TRUSTED;
        };
    }

    // ---------------------------------------------------------------- AUTH

    private void logIn() {
        var login = hop.login();
        if (login.isEmpty()) {
            becomeReady();
            return;
        }
        phase = Phase.LOGIN;
        new LogIn(this, wire, login.get(), nonces).begin(offer, protection);
    }

    /** Nobody is logged in. */
    void notLoggedIn(Fate fate) {
        refused(fate);
    }

    void loggedIn() {
        becomeReady();
    }

    // ---------------------------------------------------------------- mail

    private void becomeReady() {
        ready = true;
        if (waiting != null) begin();
    }

    private void begin() {
        var mail = waiting;
        if (mail == null) return;
        waiting = null;
        ready = false;
        var begun = new Transfer(this, wire, mail, offer, protection, hop.dialect());
        transfer = begun;
        begun.begin(resetFirst);
        resetFirst = false;
    }

    /** A mail object is done with; the server may have its envelope still. */
    void transferred(boolean envelopeLeft) {
        var done = transfer;
        if (done == null) return;
        transfer = null;
        transfers++;
        resetFirst = envelopeLeft;
        phase = Phase.MAIL;
        wire.calm();
        boolean last = transfers >= config.limits().transactions();
        ready = !last;
        result.complete(new Attempt(done.outcomes(), protection, Again.NO));
        if (last && !over) goodbye();
    }

    // ---------------------------------------------------------------- saying and hearing

    /** Says one line, and what is done with the reply. {@link ClientWire#flush} sends it. */
    void say(String line, Phase in, Duration time, Consumer<ServerReply> then) {
        sayHidden(line, line, in, time, then);
    }

    /** The same, where the line has secrets. */
    void sayHidden(String line, String shown, Phase in, Duration time, Consumer<ServerReply> then) {
        dialogue.said(hop, shown);
        wire.line(line);
        expect(in, time, then);
    }

    /** Says one line whose reply is expected behind what follows it. */
    void announce(String line) {
        dialogue.said(hop, line);
        wire.line(line);
    }

    /** Another reply will come. */
    void expect(Phase in, Duration time, Consumer<ServerReply> then) {
        expected.add(new Expected(in, time, then));
        if (expected.size() == 1) patienceForNext();
    }

    /** The server may take its time: we are not done ourselves. */
    void patienceForNext() {
        var next = expected.peek();
        if (next == null || transfer != null && transfer.sending()) wire.calm();
        else wire.patience(next.time());
    }

    ClientTimes times() {
        return config.times();
    }

    void enter(Phase now) {
        phase = now;
    }

    // ---------------------------------------------------------------- the end

    /** The server does not want us, and we leave as is proper. */
    private void refused(Fate fate) {
        complete(fate, Again.NO);
        expected.clear();
        if (!over) goodbye();
    }

    /** The server is not understood any more. */
    void confused(String what) {
        end(protocolFault(what), Again.NO);
    }

    private Fate protocolFault(String what) {
        return Fate.transientOf(phase, Fate.PROTOCOL, what);
    }

    private Again stale() {
        var current = transfer;
        return transfers > 0 && (current == null || !current.heard()) ? Again.FRESH : Again.NO;
    }

    /** The end of the connection, and the fate of what is not decided. */
    void end(Fate fate, Again again) {
        if (over) return;
        over = true;
        ended = fate;
        ready = false;
        expected.clear();
        complete(fate, again);
        wire.calm();
        wire.end();
    }

    private void complete(Fate fate, Again again) {
        var current = transfer;
        var mail = waiting;
        transfer = null;
        waiting = null;
        if (current != null) {
            current.end(fate);
            result.complete(new Attempt(current.outcomes(), protection, again));
        } else if (mail != null) {
            result.complete(new Attempt(mail.recipients().stream().map(fate::of).toList(), protection, again));
        }
    }
}
