package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** UNSELECT: leaves the mailbox without expunging. RFC 3691. */
record Unselect() implements ImapCommand {
    private static final Completion DONE = Completion.ok("UNSELECT completed");

    @Override
    public Next run(ImapSession session) {
        session.unselect();
        return session.finish(DONE);
    }
}
