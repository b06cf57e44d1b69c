package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** NOOP: nothing but an answer. RFC 1939, 5. */
record Noop() implements Pop3Command {
    static Noop parse(Pop3Reader in) {
        return new Noop();
    }

    @Override
    public Next run(Pop3Session session) {
        return session.reply(Pop3Reply.OK);
    }
}
