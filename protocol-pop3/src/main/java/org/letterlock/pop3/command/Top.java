package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.MessageLines;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** TOP: a message's header, and the first lines of its body. RFC 1939, 7. */
record Top(long message, long lines) implements Pop3Command {
    private static final Pop3Reply FOLLOWS = Pop3Reply.ok("Top of message follows");

    static Top parse(Pop3Reader in) throws SyntaxException {
        return new Top(in.number(), in.number());
    }

    @Override
    public Next run(Pop3Session session) {
        var maildrop = session.maildrop();
        if (!maildrop.has(message)) return session.reply(Pop3Reply.NO_SUCH_MESSAGE);
        var body = maildrop.message((int) message).body();
        if (session.mustRefuse(body)) return session.reply(Pop3Reply.NEEDS_UTF8);
        return session.send(FOLLOWS, MessageLines.top(body, lines, session.out()));
    }
}
