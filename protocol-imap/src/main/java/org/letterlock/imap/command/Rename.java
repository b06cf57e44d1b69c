package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.Next;

/** RENAME: a mailbox and all below it; INBOX gives its messages away and stays. RFC 3501, 6.3.5. */
record Rename(MailboxArgument from, MailboxArgument to) implements ImapCommand {
    private static final Completion DONE = Completion.ok("RENAME completed");

    static Rename parse(ImapReader in) throws SyntaxException {
        var from = in.mailbox();
        in.space();
        return new Rename(from, in.mailbox().withoutTrailingSeparator().forNew());
    }

    @Override
    public Next run(ImapSession session) {
        if (from.name().isEmpty()) return session.finish(Refusals.of(from));
        if (to.name().isEmpty()) return session.finish(Refusals.of(to));
        return Next.await(
                session.account().rename(from.name().get(), to.name().get()),
                result ->
                        session.finish(result instanceof StoreResult.Refused<?> refused ? Refusals.of(refused) : DONE));
    }
}
