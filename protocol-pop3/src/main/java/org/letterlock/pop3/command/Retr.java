package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.MessageLines;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** RETR: a whole message. RFC 1939, 5. */
record Retr(long message) implements Pop3Command {
    static Retr parse(Pop3Reader in) throws SyntaxException {
        return new Retr(in.number());
    }

    @Override
    public Next run(Pop3Session session) {
        var maildrop = session.maildrop();
        if (!maildrop.has(message)) return session.reply(Pop3Reply.NO_SUCH_MESSAGE);
        int number = (int) message;
        var body = maildrop.message(number).body();
        if (session.mustRefuse(body)) return session.reply(Pop3Reply.NEEDS_UTF8);
        var first = Pop3Reply.ok(maildrop.size(number) + " octets");
        return session.send(first, MessageLines.all(body, session.out()));
    }
}
