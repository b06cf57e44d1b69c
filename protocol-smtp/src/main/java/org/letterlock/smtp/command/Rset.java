package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** RSET: forgets the open transaction. RFC 5321, 4.1.1.5. */
record Rset() implements SmtpCommand {
    static Rset parse(SmtpReader in) throws SyntaxException {
        in.end();
        return new Rset();
    }

    @Override
    public Next run(SmtpSession session) {
        session.reset();
        return session.reply(SmtpReply.OK);
    }
}
