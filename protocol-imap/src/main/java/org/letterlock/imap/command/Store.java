package org.letterlock.imap.command;

import java.util.ArrayList;
import java.util.OptionalLong;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Code;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.Indexes;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.UidSet;
import org.letterlock.protocol.Next;

/**
 * STORE and UID STORE: changes flags. RFC 3501, 6.4.6.
 *
 * @param unchangedSince messages changed after it are left alone (RFC 7162, 3.1.3); empty for none
 */
record Store(SequenceSet set, boolean uid, FlagChange change, boolean silent, OptionalLong unchangedSince)
        implements ImapCommand {
    private static final Completion DONE = Completion.ok("STORE completed");
    /** The others are changed, and the client should look. With .SILENT that is no failure: RFC 2180, 4.2.1 and 4.2.3. */
    private static final Completion DONE_BUT_GONE = Completion.ok(Code.EXPUNGEISSUED.name(), "STORE completed");

    private static final int WRITE_UNTIL = 64 * 1024;

    static Store parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        var set = in.sequenceSet(config.maxSetElements());
        in.space();
        var unchangedSince = OptionalLong.empty();
        if (in.take('(')) {
            if (!in.takeWord("UNCHANGEDSINCE")) throw new SyntaxException("Unknown STORE modifier");
            in.space();
            unchangedSince = OptionalLong.of(in.modSequenceOrZero());
            in.expect(')');
            in.space();
        }
        var mode = FlagChange.Mode.REPLACE;
        if (in.take('+')) mode = FlagChange.Mode.ADD;
        else if (in.take('-')) mode = FlagChange.Mode.REMOVE;
        boolean silent = false;
        switch (in.word()) {
            case "FLAGS" -> {}
            case "FLAGS.SILENT" -> silent = true;
            default -> throw new SyntaxException("Expected FLAGS");
        }
        in.space();
        var flags = in.peek() == '(' ? in.flagList() : in.flags();
        return new Store(set, uid, new FlagChange(mode, flags), silent, unchangedSince);
    }

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (!uid && selected.lacks(set)) return session.finish(Refusals.NO_SUCH_NUMBER);
        if (selected.readOnly()) return session.finish(Refusals.READ_ONLY);
        if (unchangedSince.isPresent()) session.enable(Feature.CONDSTORE);
        var messages = selected.resolve(set, uid);
        if (messages.isEmpty()) return session.finish(DONE);
        var before = selected.known();
        return Next.await(selected.mailbox().store(selected.uids(messages), change, unchangedSince), result -> {
            if (result instanceof StoreResult.Refused<Mailbox.Stored> refused)
                return session.finish(Refusals.of(refused));
            return new Answer(session, messages, before, ((StoreResult.Done<Mailbox.Stored>) result).value()).next();
        });
    }

    /** The FETCH responses, written while there is room. */
    private final class Answer {
        private final ImapSession session;
        private final SelectedMailbox selected;
        private final Indexes messages;
        private final Mailbox.View before;
        private final Mailbox.View after;
        private final long modSequence;
        private final UidSet modified; // left alone
        private int range;
        private int index;
        private int atBefore;
        private int atAfter;
        private boolean someGone;

        Answer(ImapSession session, Indexes messages, Mailbox.View before, Mailbox.Stored stored) {
            this.session = session;
            this.selected = session.selected();
            this.messages = messages;
            this.before = before;
            this.after = selected.mailbox().view();
            this.modSequence = stored.modSequence().value();
            this.modified = stored.modified();
            this.index = messages.from(0);
            if (!stored.changed().isEmpty()) selected.told(stored.modSequence());
            selected.keywords(session.writer());
        }

        Next next() {
            var out = session.writer().out();
            while (range < messages.ranges()) {
                if (index > messages.to(range)) {
                    if (++range < messages.ranges()) index = messages.from(range);
                    continue;
                }
                if (out.pending() >= WRITE_UNTIL) return Next.more(this::next);
                answer(index++);
            }
            return session.finish(completion());
        }

        private Completion completion() {
            boolean gone = someGone && !uid;
            if (modified.isEmpty()) return gone ? silent ? DONE_BUT_GONE : Refusals.GONE : DONE;
            var code = "MODIFIED " + (uid ? modified : numbers(modified));
            return gone
                    ? Completion.no(code, "Some of the messages were expunged") // RFC 7162, 3.1.3, example 11
                    : Completion.ok(code, "Messages changed meanwhile are left alone");
        }

        /** The sequence numbers of {@code uids}, which are positive numbers as well. */
        private UidSet numbers(UidSet uids) {
            var numbers = new ArrayList<UidSet.Range>();
            for (var range : uids.ranges()) { // all of it is there, so none is wider than the mailbox
                for (long u = range.first(); u <= range.last(); u++) {
                    int at = selected.indexOf(u);
                    if (at >= 0) numbers.add(new UidSet.Range(at + 1L, at + 1L));
                }
            }
            return UidSet.of(numbers);
        }

        private void answer(int at) {
            long number = selected.uid(at);
            while (atAfter < after.count() && after.uid(atAfter) < number) atAfter++;
            if (atAfter == after.count() || after.uid(atAfter) != number) {
                someGone = true;
                return;
            }
            boolean told = selected.telling(number); // by others, or it will be in a moment
            boolean flags = !silent || told || modified.contains(number) || !asExpected(number);
            if (!flags && !session.has(Feature.CONDSTORE)) return;
            selected.changedFetch(session.writer(), at, after.flags(atAfter), after.modSequence(atAfter), uid, flags);
        }

        /** Whether a client that hears nothing knows these flags: RFC 3501, 6.4.6 wants a change by others told. */
        private boolean asExpected(long number) {
            if (after.modSequence(atAfter) > modSequence) return true; // changed again since: told by the next report
            while (atBefore < before.count() && before.uid(atBefore) < number) atBefore++;
            return atBefore < before.count()
                    && before.uid(atBefore) == number
                    && change.applyTo(before.flags(atBefore)).equals(after.flags(atAfter));
        }
    }
}
