package org.letterlock.smtp.command;

import java.util.ArrayList;
import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** EHLO, and HELO, which is EHLO without extensions: the client says who it is. RFC 5321, 4.1.1.1. */
record Hello(String host, boolean esmtp) implements SmtpCommand {
    static Hello ehlo(SmtpReader in) throws SyntaxException {
        return new Hello(in.host(), true);
    }

    static Hello helo(SmtpReader in) throws SyntaxException {
        return new Hello(in.host(), false);
    }

    @Override
    public Next run(SmtpSession session) {
        session.greet(host, esmtp);
        var hostname = session.config().hostname();
        if (!esmtp) return session.reply(SmtpReply.plain(250, hostname));
        var lines = new ArrayList<String>();
        lines.add(hostname);
        for (var extension : Extension.values()) extension.announcement(session).ifPresent(lines::add);
        return session.reply(SmtpReply.lines(250, "", lines));
    }
}
