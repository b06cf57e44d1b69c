package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** CAPA: what can be done on this connection, now. RFC 2449, 5. */
record Capa() implements Pop3Command {
    private static final Pop3Reply LIST = Pop3Reply.ok("Capability list follows");

    static Capa parse(Pop3Reader in) {
        return new Capa();
    }

    @Override
    public Next run(Pop3Session session) {
        session.reply(LIST);
        for (var capability : Capability.values()) {
            capability.line(session).ifPresent(line -> session.out().ascii(line).crlf());
        }
        session.out().octet('.').crlf();
        return Next.done();
    }
}
