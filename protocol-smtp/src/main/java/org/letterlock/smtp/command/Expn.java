package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** EXPN: is never told who is on a list. RFC 5321, 4.1.1.7 and 7.3. */
record Expn() implements SmtpCommand {
    static Expn parse(SmtpReader in) throws SyntaxException {
        if (in.isAtEnd()) throw in.faultAt("EXPN name");
        return new Expn();
    }

    @Override
    public Next run(SmtpSession session) {
        return session.reply(SmtpReply.NOT_IMPLEMENTED);
    }
}
