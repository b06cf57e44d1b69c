package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** QUIT: the client leaves. RFC 5321, 4.1.1.10. */
record Quit() implements SmtpCommand {
    static Quit parse(SmtpReader in) throws SyntaxException {
        in.end();
        return new Quit();
    }

    @Override
    public Next run(SmtpSession session) {
        return session.leave(SmtpReply.BYE);
    }
}
