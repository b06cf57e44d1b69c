package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.protocol.Next;

/** SUBSCRIBE and UNSUBSCRIBE: a name, whether there is such a mailbox or not. RFC 3501, 6.3.6, 6.3.7. */
record Subscribe(MailboxArgument name, boolean on) implements ImapCommand {
    private static final Completion SUBSCRIBED = Completion.ok("SUBSCRIBE completed");
    private static final Completion UNSUBSCRIBED = Completion.ok("UNSUBSCRIBE completed");

    static Subscribe parse(ImapReader in, boolean on) throws SyntaxException {
        return new Subscribe(in.mailbox(), on);
    }

    @Override
    public Next run(ImapSession session) {
        var mailbox = name.name();
        if (mailbox.isEmpty()) return session.finish(Refusals.of(name));
        return Next.await(session.account().subscribe(mailbox.get(), on), result -> {
            if (result instanceof StoreResult.Refused<?> refused) return session.finish(Refusals.of(refused));
            return session.finish(on ? SUBSCRIBED : UNSUBSCRIBED);
        });
    }
}
