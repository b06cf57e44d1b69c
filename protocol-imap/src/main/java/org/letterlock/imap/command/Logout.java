package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** LOGOUT: BYE, then its completion, then the connection closes. RFC 3501, 6.1.3. */
record Logout() implements ImapCommand {
    private static final Completion DONE = Completion.ok("LOGOUT completed");

    @Override
    public Next run(ImapSession session) {
        session.loggingOut();
        return session.finish(DONE);
    }
}
