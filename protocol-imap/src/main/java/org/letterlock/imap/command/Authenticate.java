package org.letterlock.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Continuation;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.sasl.SaslExchange;

/**
 * AUTHENTICATE: a SASL exchange in Base64. RFC 3501, 6.2.2; with an initial response: RFC 4959.
 *
 * @param initial the initial response, Base64; empty when there is none
 */
record Authenticate(String mechanism, Optional<String> initial) implements ImapCommand {
    private static final Completion NOT_OFFERED = Completion.no(Code.CANNOT, "Mechanism not offered");
    private static final Completion CANCELLED = Completion.bad("Authentication cancelled");
    private static final Completion NOT_BASE64 = Completion.bad("Response is not Base64");
    private static final Completion WRONG = Completion.no(Code.AUTHENTICATIONFAILED, "Authentication failed");
    private static final Completion LATER = Completion.no(Code.UNAVAILABLE, "Cannot tell now, try again later");
    private static final Completion MALFORMED = Completion.bad("Malformed response");

    static Authenticate parse(ImapReader in) throws SyntaxException {
        var mechanism = in.word();
        if (!in.take(' ')) return new Authenticate(mechanism, Optional.empty());
        return new Authenticate(mechanism, Optional.of(in.rest()));
    }

    @Override
    public Next run(ImapSession session) {
        var exchange = session.sasl().begin(mechanism);
        if (exchange.isEmpty()) return session.finish(NOT_OFFERED);
        byte[] first = null;
        if (initial.isPresent()) {
            first = initial.get().equals("=") ? new byte[0] : decode(initial.get());
            if (first == null) return session.finish(NOT_BASE64);
        }
        return step(session, exchange.get(), exchange.get().begin(first));
    }

    private static Next step(ImapSession session, SaslExchange exchange, CompletionStage<SaslExchange.Step> stage) {
        return Next.await(stage, step -> {
            if (step instanceof SaslExchange.Step.Challenge challenge) {
                session.writer().continuation(Base64.getEncoder().encodeToString(challenge.data()));
                session.expect(new Response(session, exchange));
                return Next.done();
            }
            return ended(session, step, "AUTHENTICATE completed");
        });
    }

    /** The exchange is over. */
    static Next ended(ImapSession session, SaslExchange.Step step, String completed) {
        if (step instanceof SaslExchange.Step.Granted granted) {
            var unmet = session.wire().tls().flatMap(tls -> tls.unmetFor(granted.account(), Optional.empty()));
            return unmet.isPresent()
                    ? session.loginFailed(
                            Completion.no(Code.PRIVACYREQUIRED, "Encryption too weak for this account: " + unmet.get()))
                    : session.loggedIn(granted.account(), completed);
        }
        var failed = (SaslExchange.Step.Failed) step;
        if (failed.temporary()) return session.finish(LATER);
        return session.loginFailed(failed.malformed() ? MALFORMED : WRONG);
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A challenge was sent. */
    private record Response(ImapSession session, SaslExchange exchange) implements Continuation {
        @Override
        public Next line(byte[] line) {
            if (line.length == 1 && line[0] == '*') return session.finish(CANCELLED);
            var response = decode(new String(line, StandardCharsets.ISO_8859_1));
            if (response == null) return session.finish(NOT_BASE64);
            return step(session, exchange, exchange.respond(response));
        }
    }

    @Override
    public String toString() {
        return "Authenticate[" + mechanism + "]";
    }
}
