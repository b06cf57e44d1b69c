package org.letterlock.pop3.command;

import java.util.OptionalLong;
import org.letterlock.pop3.session.Maildrop;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;

/** UIDL: the unique-ids of messages. RFC 1939, 7. */
record Uidl(OptionalLong message) implements Pop3Command, Listing {
    static Uidl parse(Pop3Reader in) throws SyntaxException {
        return new Uidl(Listing.parse(in));
    }

    @Override
    public Next run(Pop3Session session) {
        return list(session);
    }

    @Override
    public void fact(Maildrop maildrop, int number, Output out) {
        out.ascii(maildrop.uniqueId(number));
    }
}
