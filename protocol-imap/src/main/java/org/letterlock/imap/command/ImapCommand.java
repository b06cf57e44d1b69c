package org.letterlock.imap.command;

import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** One command of the client, read. A new command: its record, and its line on the page of {@link Verb}s. */
interface ImapCommand {
    /** Runs on the session's turn; ends, now or later, with {@link ImapSession#finish}. */
    Next run(ImapSession session);
}
