package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** UTF8: the client reads UTF-8 in headers. RFC 6856, 2.1. */
record Utf8() implements Pop3Command {
    static Utf8 parse(Pop3Reader in) {
        return new Utf8();
    }

    @Override
    public Next run(Pop3Session session) {
        session.utf8Mode();
        return session.reply(Pop3Reply.UTF8_MODE);
    }
}
