package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** RSET: no message is marked deleted any more. RFC 1939, 5. */
record Rset() implements Pop3Command {
    static Rset parse(Pop3Reader in) {
        return new Rset();
    }

    @Override
    public Next run(Pop3Session session) {
        session.maildrop().undelete();
        return session.reply(Pop3Reply.OK);
    }
}
