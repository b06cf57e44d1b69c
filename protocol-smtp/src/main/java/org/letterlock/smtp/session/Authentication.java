package org.letterlock.smtp.session;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.protocol.sasl.SaslExchange;
import org.letterlock.protocol.sasl.SaslExchange.Step;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.protocol.sasl.SaslOffer;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.tls.TlsFacts;

/** How the client of one session logs in: what is offered, and the exchange in progress. RFC 4954, 4. */
public final class Authentication {
    private final SmtpSession session;
    private final @Nullable SaslServer sasl;
    private SaslOffer offer = SaslOffer.NONE;
    private @Nullable SaslExchange exchange;

    Authentication(SmtpSession session, @Nullable SaslServer sasl) {
        this.session = session;
        this.sasl = sasl;
    }

    /** TLS is there; before it, nothing is offered. */
    void encryptedBy(TlsFacts tls) {
        var remote = session.facts().remote().getAddress();
        if (sasl != null) offer = sasl.over(tls, new Origin(remote, "smtp", true));
    }

    /** What EHLO announces, strongest first. */
    public List<SaslMechanism> offered() {
        return offer.mechanisms();
    }

    /** Whether the next line is a response, and no command. */
    public boolean inProgress() {
        return exchange != null;
    }

    /** @param initial the initial response in base64, {@code =} for an empty one; null when there was none */
    public Next begin(String mechanism, byte @Nullable [] initial) {
        var begun = offer.begin(mechanism);
        if (begun.isEmpty()) return session.reply(SmtpReply.UNKNOWN_MECHANISM);
        byte[] response = null;
        if (initial != null) {
            response = initial.length == 1 && initial[0] == '=' ? new byte[0] : decoded(initial);
            if (response == null) return session.reply(SmtpReply.NOT_BASE64);
        }
        exchange = begun.get();
        return step(begun.get().begin(response));
    }

    /** A line of the client while an exchange is in progress. */
    public Next respond(Line line) {
        var open = exchange;
        if (open == null) throw new IllegalStateException("no exchange in progress");
        var octets = line.octets();
        if (line.flaw() == Line.Flaw.TOO_LONG) return end(SmtpReply.AUTH_TOO_LONG);
        if (octets.length == 1 && octets[0] == '*') return end(SmtpReply.CANCELLED);
        var response = line.sound() ? decoded(octets) : null;
        return response == null ? end(SmtpReply.NOT_BASE64) : step(open.respond(response));
    }

    /** Forgets the exchange in progress. */
    void abandon() {
        exchange = null;
    }

    private Next step(CompletionStage<Step> stage) {
        return SmtpSession.when(stage, this::taken);
    }

    private Next taken(Step step) {
        if (step instanceof Step.Challenge challenge) {
            var next = session.say(SmtpReply.challenge(Base64.getEncoder().encodeToString(challenge.data())));
            session.link().askForResponse();
            return next;
        }
        if (step instanceof Step.Granted granted) {
            exchange = null;
            var facts = session.facts();
            var unmet = facts.tls()
                    .flatMap(tls -> tls.unmetFor(
                            granted.account(), Optional.of(facts.helo()).filter(h -> !h.isEmpty())));
            if (unmet.isPresent()) return refused(SmtpReply.protectionTooWeak(unmet.get()));
            session.authenticatedAs(granted.account());
            return session.say(SmtpReply.AUTHENTICATED);
        }
        var failed = (Step.Failed) step;
        if (failed.temporary()) return end(SmtpReply.CANNOT_CHECK_CREDENTIALS);
        return refused(failed.malformed() ? SmtpReply.MALFORMED_RESPONSE : SmtpReply.BAD_CREDENTIALS);
    }

    private Next refused(SmtpReply reply) {
        if (session.errors().countFailedLogin()) {
            session.say(reply);
            return session.leave(SmtpReply.TOO_MANY_ERRORS);
        }
        return end(reply);
    }

    private Next end(SmtpReply reply) {
        exchange = null;
        return session.reply(reply);
    }

    private static byte @Nullable [] decoded(byte[] base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
