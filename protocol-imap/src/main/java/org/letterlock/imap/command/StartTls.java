package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** STARTTLS: what the client sent behind it is forgotten, and so is what it said before. RFC 3501, 6.2.1. */
record StartTls() implements ImapCommand {
    private static final Completion DONE = Completion.ok("Begin TLS negotiation now");
    private static final Completion ALREADY = Completion.bad("TLS is already there");
    private static final Completion NOT_HERE = Completion.bad("No TLS on this port");

    @Override
    public Next run(ImapSession session) {
        if (session.encrypted()) return session.finish(ALREADY);
        if (!session.canStartTls()) return session.finish(NOT_HERE);
        return session.startTls(DONE);
    }
}
