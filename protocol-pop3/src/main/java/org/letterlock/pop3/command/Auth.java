package org.letterlock.pop3.command;

import java.util.Base64;
import java.util.Optional;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.sasl.SaslExchange.Step;

/** AUTH: log-in by a SASL mechanism, with or without an initial response. RFC 5034, 4. */
record Auth(String mechanism, Optional<byte[]> initial) implements Pop3Command {
    static Auth parse(Pop3Reader in) throws SyntaxException {
        return new Auth(in.word(), in.hasMore() ? Optional.of(in.base64()) : Optional.empty());
    }

    @Override
    public Next run(Pop3Session session) {
        for (var offered : session.mechanisms()) {
            if (!offered.wire().equalsIgnoreCase(mechanism)) continue;
            var exchange = session.begin(offered);
            return Next.await(exchange.begin(initial.orElse(null)), step -> go(session, step));
        }
        return session.reply(Pop3Reply.NO_MECHANISM);
    }

    /** What the mechanism says: another line of the client, or the end of the exchange. */
    static Next go(Pop3Session session, Step step) {
        if (step instanceof Step.Challenge challenge) {
            session.out()
                    .ascii("+ ")
                    .bytes(Base64.getEncoder().encode(challenge.data()))
                    .crlf();
            return Next.done();
        }
        session.endExchange();
        if (step instanceof Step.Granted granted) return session.logIn(granted.account());
        var failed = (Step.Failed) step;
        if (failed.temporary()) return session.refuse(Pop3Reply.CANNOT_CHECK);
        return session.refuse(failed.malformed() ? Pop3Reply.BAD_RESPONSE : Pop3Reply.WRONG_CREDENTIALS);
    }

    /** Never the initial response, which may hold a password. */
    @Override
    public String toString() {
        return "Auth[" + mechanism + "]";
    }
}
