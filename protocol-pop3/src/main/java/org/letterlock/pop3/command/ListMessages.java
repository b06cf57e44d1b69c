package org.letterlock.pop3.command;

import java.util.OptionalLong;
import org.letterlock.pop3.session.Maildrop;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;

/** LIST: the sizes of messages, as RETR would send them. RFC 1939, 5 and 11. */
record ListMessages(OptionalLong message) implements Pop3Command, Listing {
    static ListMessages parse(Pop3Reader in) throws SyntaxException {
        return new ListMessages(Listing.parse(in));
    }

    @Override
    public Next run(Pop3Session session) {
        return list(session);
    }

    @Override
    public void fact(Maildrop maildrop, int number, Output out) {
        out.number(maildrop.size(number));
    }
}
