package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** DELE: marks a message deleted; it goes at QUIT. RFC 1939, 5. */
record Dele(long message) implements Pop3Command {
    static Dele parse(Pop3Reader in) throws SyntaxException {
        return new Dele(in.number());
    }

    @Override
    public Next run(Pop3Session session) {
        if (!session.maildrop().has(message)) return session.reply(Pop3Reply.NO_SUCH_MESSAGE);
        session.maildrop().delete((int) message);
        return session.reply(Pop3Reply.DELETED);
    }
}
