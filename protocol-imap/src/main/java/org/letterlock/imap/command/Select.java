package org.letterlock.imap.command;

import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.fetch.FetchAnswer;
import org.letterlock.imap.fetch.FetchItems;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.protocol.Next;

/**
 * SELECT and EXAMINE: open a mailbox; what was open is closed first, even when this fails. RFC 3501, 6.3.1, 6.3.2; with
 * CONDSTORE: RFC 7162, 3.1.8.
 *
 * @param resync what the client knows already, from its QRESYNC; empty without
 */
record Select(MailboxArgument name, boolean readOnly, boolean condstore, Optional<Resync> resync)
        implements ImapCommand {
    private static final Completion SELECTED = Completion.ok("READ-WRITE", "SELECT completed");
    private static final Completion EXAMINED = Completion.ok("READ-ONLY", "EXAMINE completed");

    static Select parse(ImapReader in, boolean readOnly, ImapConfig config) throws SyntaxException {
        var name = in.mailbox();
        boolean condstore = false;
        Optional<Resync> resync = Optional.empty();
        if (in.take(' ')) {
            in.expect('(');
            do {
                var word = in.word();
                if (word.equals("CONDSTORE")) {
                    condstore = true;
                } else if (word.equals("QRESYNC") && resync.isEmpty()) {
                    in.space();
                    resync = Optional.of(Resync.parse(in, config));
                } else {
                    throw new SyntaxException("Unknown SELECT parameter");
                }
            } while (in.take(' '));
            in.expect(')');
        }
        return new Select(name, readOnly, condstore, resync);
    }

    @Override
    public Next run(ImapSession session) {
        if (resync.isPresent() && !session.has(Feature.QRESYNC)) return session.finish(Refusals.QRESYNC_FIRST);
        boolean uidOnly = session.has(Feature.UIDONLY);
        if (uidOnly && resync.isPresent() && resync.get().numbers().isPresent())
            return session.finish(Refusals.UID_REQUIRED);
        var w = session.writer();
        if (session.selectedIfAny().isPresent()) {
            session.unselect();
            w.text("* OK [CLOSED] Previous mailbox closed\r\n"); // RFC 7162, 3.2.11
        }
        if (condstore) session.enable(Feature.CONDSTORE);
        var mailbox = name.name().flatMap(session.account()::open);
        if (mailbox.isEmpty())
            return session.finish(name.name().isEmpty() ? Refusals.of(name) : Refusals.NO_SUCH_MAILBOX);
        var selected = session.select(mailbox.get(), readOnly);
        selected.flagLists(w);
        selected.exists(w);
        boolean rev2 = session.has(Feature.IMAP4REV2);
        if (rev2) ListAnswer.selected(session, mailbox.get().name());
        int unseen = selected.firstUnseen();
        if (unseen > 0 && !rev2 && !uidOnly)
            w.text("* OK [UNSEEN ").number(unseen).text("] First message not seen\r\n");
        w.text("* OK [UIDVALIDITY ").number(selected.uidValidity().value()).text("] UIDs are valid\r\n");
        w.text("* OK [UIDNEXT ").number(selected.uidNext()).text("] Next UID at least\r\n");
        selected.highestModSequence(w);
        var opened = readOnly ? EXAMINED : SELECTED;
        if (resync.isEmpty()
                || resync.get().uidValidity() != selected.uidValidity().value()) return session.finish(opened);
        return resync(session, selected, resync.get(), opened);
    }

    /** As UID FETCH with CHANGEDSINCE and VANISHED would tell. RFC 7162, 3.2.5.1. */
    private static Next resync(ImapSession session, SelectedMailbox selected, Resync resync, Completion opened) {
        selected.vanishedEarlier(session.writer(), resync.interesting(selected), resync.modSequence());
        var known = resync.known().orElse(EVERYTHING);
        return new FetchAnswer(
                        session,
                        FetchItems.CHANGES,
                        selected.resolve(known, true),
                        resync.modSequence(),
                        someGone -> session.finish(opened))
                .next();
    }

    private static final SequenceSet EVERYTHING = SequenceSet.of(1, SequenceSet.STAR);
}
