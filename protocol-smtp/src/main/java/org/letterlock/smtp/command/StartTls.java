package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** STARTTLS: what follows is TLS, and everything said before is forgotten. RFC 3207, 4. */
record StartTls() implements SmtpCommand {
    static StartTls parse(SmtpReader in) throws SyntaxException {
        in.end();
        return new StartTls();
    }

    @Override
    public Next run(SmtpSession session) {
        if (session.encrypted()) return session.reply(SmtpReply.TLS_ALREADY);
        if (!session.mayStartTls()) return session.reply(SmtpReply.NOT_IMPLEMENTED);
        return Next.awaitBriefly(session.link().startTls(SmtpReply.READY_FOR_TLS), tls -> {
            session.encryptedBy(tls);
            return Next.done();
        });
    }
}
