package org.letterlock.pop3.command;

import java.util.OptionalLong;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Maildrop;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;
import org.letterlock.protocol.Output;

/** What LIST and UIDL have in common: one fact about one message, or about each that is not marked deleted. */
interface Listing {
    int LINES_A_STEP = 256;

    /** Which message; empty for all. */
    OptionalLong message();

    /** Writes the fact about message {@code number}. */
    void fact(Maildrop maildrop, int number, Output out);

    default Next list(Pop3Session session) {
        var maildrop = session.maildrop();
        if (message().isEmpty()) {
            session.reply(Pop3Reply.OK);
            session.answering(true);
            return lines(session, 1);
        }
        long number = message().getAsLong();
        if (!maildrop.has(number)) return session.reply(Pop3Reply.NO_SUCH_MESSAGE);
        session.out().ascii("+OK ");
        line(session, (int) number);
        return Next.done();
    }

    private Next lines(Pop3Session session, int from) {
        var maildrop = session.maildrop();
        int to = Math.min(maildrop.last(), from + LINES_A_STEP - 1);
        for (int n = from; n <= to; n++) if (maildrop.has(n)) line(session, n);
        if (to < maildrop.last()) return Next.more(() -> lines(session, to + 1));
        session.answering(false);
        session.out().octet('.').crlf();
        return Next.done();
    }

    private void line(Pop3Session session, int number) {
        var out = session.out().number(number).octet(' ');
        fact(session.maildrop(), number, out);
        out.crlf();
    }

    static OptionalLong parse(Pop3Reader in) throws SyntaxException {
        return in.hasMore() ? OptionalLong.of(in.number()) : OptionalLong.empty();
    }
}
