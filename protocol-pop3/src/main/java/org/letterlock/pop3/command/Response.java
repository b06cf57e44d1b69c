package org.letterlock.pop3.command;

import java.util.Optional;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/**
 * A line of the client while a SASL exchange is on: its response, or {@code *}, which cancels. Not a verb, so not in the
 * table. RFC 5034, 4. {@code data} empty: cancelled.
 */
public record Response(Optional<byte[]> data) implements Pop3Command {
    public static Response parse(byte[] line) throws SyntaxException {
        if (line.length == 1 && line[0] == '*') return new Response(Optional.empty());
        return new Response(Optional.of(Pop3Reader.base64(line)));
    }

    @Override
    public Next run(Pop3Session session) {
        var exchange = session.exchange().orElseThrow();
        if (data.isEmpty()) {
            session.endExchange();
            return session.refuse(Pop3Reply.CANCELLED);
        }
        return Next.await(exchange.respond(data.get()), step -> Auth.go(session, step));
    }

    /** Never the data, which may hold a password. */
    @Override
    public String toString() {
        return "Response[…]";
    }
}
