package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** DATA: the message follows, and ends with a dot. RFC 5321, 4.1.1.4. */
record Data() implements SmtpCommand {
    static Data parse(SmtpReader in) throws SyntaxException {
        in.end();
        return new Data();
    }

    @Override
    public Next run(SmtpSession session) {
        if (session.transaction().body() == BodyType.BINARY_MIME) return session.reply(SmtpReply.NEEDS_BDAT);
        session.openMessage();
        session.link().askForMessage(SmtpReply.START_MAIL);
        return Next.done();
    }
}
