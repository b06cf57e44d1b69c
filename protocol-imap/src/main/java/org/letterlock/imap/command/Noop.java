package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** NOOP: does nothing, and so tells what others changed. RFC 3501, 6.1.2. */
record Noop() implements ImapCommand {
    static final Noop NOOP = new Noop();
    private static final Completion DONE = Completion.ok("NOOP completed");

    @Override
    public Next run(ImapSession session) {
        return session.finish(DONE);
    }
}
