package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.Next;

/** USER: whose maildrop; the answer is the same for everyone. RFC 1939, 7; in UTF-8: RFC 6856, 2.2. */
record User(String name) implements Pop3Command {
    static User parse(Pop3Reader in) throws SyntaxException {
        return new User(Line.utf8(in.rest()).orElseThrow());
    }

    @Override
    public Next run(Pop3Session session) {
        session.user(name);
        return session.reply(Pop3Reply.SEND_PASSWORD);
    }
}
