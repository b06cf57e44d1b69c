package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.Next;

/** DELETE: a mailbox and its messages. The session's own selected mailbox is left first. RFC 3501, 6.3.4. */
record Delete(MailboxArgument name) implements ImapCommand {
    private static final Completion DONE = Completion.ok("DELETE completed");

    static Delete parse(ImapReader in) throws SyntaxException {
        return new Delete(in.mailbox());
    }

    @Override
    public Next run(ImapSession session) {
        var mailbox = name.name();
        if (mailbox.isEmpty()) return session.finish(Refusals.of(name));
        return Next.await(session.account().delete(mailbox.get()), result -> {
            if (result instanceof StoreResult.Refused<?> refused) return session.finish(Refusals.of(refused));
            var selected = session.selectedIfAny();
            if (selected.isPresent() && selected.get().isGone()) session.unselect();
            return session.finish(DONE);
        });
    }
}
