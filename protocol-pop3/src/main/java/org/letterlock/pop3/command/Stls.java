package org.letterlock.pop3.command;

import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** STLS: TLS from here on, and nothing said before counts. RFC 2595, 4. */
record Stls() implements Pop3Command {
    static Stls parse(Pop3Reader in) {
        return new Stls();
    }

    @Override
    public Next run(Pop3Session session) {
        if (session.encrypted()) return session.reply(Pop3Reply.TLS_ACTIVE);
        if (!session.wire().canStartTls()) return session.reply(Pop3Reply.NO_TLS);
        if (session.utf8()) return session.reply(Pop3Reply.STLS_AFTER_UTF8); // RFC 6856, 2.1
        return Next.awaitBriefly(session.wire().startTls(Pop3Reply.BEGIN_TLS.line()), facts -> {
            session.forget();
            return Next.done(); // no second greeting
        });
    }
}
