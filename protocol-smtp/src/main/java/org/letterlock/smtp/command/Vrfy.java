package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** VRFY: is never told who is here. RFC 5321, 4.1.1.6 and 7.3. */
record Vrfy() implements SmtpCommand {
    static Vrfy parse(SmtpReader in) throws SyntaxException {
        if (in.isAtEnd()) throw in.faultAt("VRFY name");
        return new Vrfy();
    }

    @Override
    public Next run(SmtpSession session) {
        return session.reply(SmtpReply.CANNOT_VERIFY);
    }
}
