package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** NOOP: does nothing, whatever its argument. RFC 5321, 4.1.1.9. */
record Noop() implements SmtpCommand {
    static Noop parse(SmtpReader in) {
        return new Noop();
    }

    @Override
    public Next run(SmtpSession session) {
        return session.reply(SmtpReply.OK);
    }
}
