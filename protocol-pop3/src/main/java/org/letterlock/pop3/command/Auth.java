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
        var exchange = session.offer().begin(mechanism);
        if (exchange.isEmpty()) return session.reply(Pop3Reply.NO_MECHANISM);
        session.beginExchange(exchange.get());
        return Next.await(exchange.get().begin(initial.orElse(null)), step -> go(session, step));
    }

    /** What the mechanism says: another line of the client, or the end of the exchange. */
    static Next go(Pop3Session session, Step step) {
        if (!(step instanceof Step.Challenge challenge)) return session.ended(step, Pop3Reply.BAD_RESPONSE);
        session.out()
                .ascii("+ ")
                .bytes(Base64.getEncoder().encode(challenge.data()))
                .crlf();
        return Next.done();
    }

    /** Never the initial response, which may hold a password. */
    @Override
    public String toString() {
        return "Auth[" + mechanism + "]";
    }
}
