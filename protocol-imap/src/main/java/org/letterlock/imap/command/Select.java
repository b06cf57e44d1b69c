package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** SELECT and EXAMINE: open a mailbox; what was open is closed first, even when this fails. RFC 3501, 6.3.1, 6.3.2. */
record Select(MailboxArgument name, boolean readOnly) implements ImapCommand {
    private static final Completion SELECTED = Completion.ok("READ-WRITE", "SELECT completed");
    private static final Completion EXAMINED = Completion.ok("READ-ONLY", "EXAMINE completed");

    static Select parse(ImapReader in, boolean readOnly) throws SyntaxException {
        return new Select(in.mailbox(), readOnly);
    }

    @Override
    public Next run(ImapSession session) {
        session.unselect();
        var mailbox = name.name().flatMap(session.account()::open);
        if (mailbox.isEmpty())
            return session.finish(name.name().isEmpty() ? Refusals.of(name) : Refusals.NO_SUCH_MAILBOX);
        var selected = session.select(mailbox.get(), readOnly);
        var w = session.writer();
        selected.flagLists(w);
        w.text("* ").number(selected.count()).text(" EXISTS\r\n");
        w.text("* ").number(selected.recentCount()).text(" RECENT\r\n");
        int unseen = selected.firstUnseen();
        if (unseen > 0) w.text("* OK [UNSEEN ").number(unseen).text("] First message not seen\r\n");
        w.text("* OK [UIDVALIDITY ").number(selected.uidValidity().value()).text("] UIDs are valid\r\n");
        w.text("* OK [UIDNEXT ").number(selected.uidNext()).text("] Next UID at least\r\n");
        return session.finish(readOnly ? EXAMINED : SELECTED);
    }
}
