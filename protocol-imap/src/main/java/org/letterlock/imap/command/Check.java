package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** CHECK: as NOOP; every change is committed when it is answered, so there is no checkpoint to wait for. RFC 3501, 6.4.1. */
record Check() implements ImapCommand {
    private static final Completion DONE = Completion.ok("CHECK completed");

    @Override
    public Next run(ImapSession session) {
        return session.finish(DONE);
    }
}
