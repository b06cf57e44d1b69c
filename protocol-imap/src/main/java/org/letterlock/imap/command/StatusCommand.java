package org.letterlock.imap.command;

import java.util.Set;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** STATUS: counters of a mailbox that need not be selected. RFC 3501, 6.3.10. */
record StatusCommand(MailboxArgument name, Set<StatusItem> items) implements ImapCommand {
    private static final Completion DONE = Completion.ok("STATUS completed");

    static StatusCommand parse(ImapReader in) throws SyntaxException {
        var name = in.mailbox();
        in.space();
        return new StatusCommand(name, StatusItem.parse(in));
    }

    @Override
    public Next run(ImapSession session) {
        var mailbox = name.name().flatMap(session.account()::open);
        if (mailbox.isEmpty())
            return session.finish(name.name().isEmpty() ? Refusals.of(name) : Refusals.NO_SUCH_MAILBOX);
        StatusItem.write(session, mailbox.get(), items);
        return session.finish(DONE);
    }
}
