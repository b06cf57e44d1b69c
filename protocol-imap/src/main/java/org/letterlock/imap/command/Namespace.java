package org.letterlock.imap.command;

import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.protocol.Next;

/** NAMESPACE: one's own mailboxes, and no others'. RFC 2342. */
record Namespace() implements ImapCommand {
    private static final Completion DONE = Completion.ok("NAMESPACE completed");

    @Override
    public Next run(ImapSession session) {
        session.writer().text("* NAMESPACE ((\"\" \"" + MailboxName.SEPARATOR + "\")) NIL NIL\r\n");
        return session.finish(DONE);
    }
}
