package org.letterlock.pop3.command;

import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** STAT: how many messages, and how many octets. RFC 1939, 5. */
record Stat() implements Pop3Command {
    private static final int MESSAGES_A_STEP = 256;

    static Stat parse(Pop3Reader in) {
        return new Stat();
    }

    @Override
    public Next run(Pop3Session session) {
        return add(session, 1, 0);
    }

    private static Next add(Pop3Session session, int from, long octets) {
        var maildrop = session.maildrop();
        int to = Math.min(maildrop.last(), from + MESSAGES_A_STEP - 1);
        long sum = octets;
        for (int n = from; n <= to; n++) if (maildrop.has(n)) sum += maildrop.size(n);
        long soFar = sum;
        if (to < maildrop.last()) return Next.more(() -> add(session, to + 1, soFar));
        session.out()
                .ascii("+OK ")
                .number(maildrop.count())
                .octet(' ')
                .number(soFar)
                .crlf();
        return Next.done();
    }
}
