package org.letterlock.imap.command;

import java.util.List;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;
import org.letterlock.protocol.Next;

/** CLOSE: expunges without a word, unless read-only, and leaves the mailbox. RFC 3501, 6.4.2. */
record Close() implements ImapCommand {
    private static final Completion DONE = Completion.ok("CLOSE completed");

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (selected.readOnly() || selected.mailbox().status().deleted() == 0) return leave(session);
        var all = UidSet.of(List.of(new UidSet.Range(1, Uid.MAX)));
        return Next.await(selected.mailbox().expunge(all), result -> {
            if (result instanceof StoreResult.Refused<?> refused && refused.why() != StoreResult.Refusal.NON_EXISTENT) {
                return session.finish(Refusals.of(refused));
            }
            return leave(session);
        });
    }

    private static Next leave(ImapSession session) {
        session.unselect();
        return session.finish(DONE);
    }
}
