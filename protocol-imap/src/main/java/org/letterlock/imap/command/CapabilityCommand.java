package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** CAPABILITY: what is built and allowed in this state. RFC 3501, 6.1.1. */
record CapabilityCommand() implements ImapCommand {
    private static final Completion DONE = Completion.ok("CAPABILITY completed");

    @Override
    public Next run(ImapSession session) {
        session.writer().text("* CAPABILITY ").text(session.capabilities()).crlf();
        return session.finish(DONE);
    }
}
