package org.letterlock.imap.command;

import java.util.List;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;

/**
 * What a client knew of a mailbox when it left: the QRESYNC parameter of SELECT. RFC 7162, 3.2.5.
 *
 * @param known only these are of interest; empty for all
 * @param numbers some sequence numbers of then, and {@code uids}, as many, which they were of; empty without
 */
record Resync(
        long uidValidity,
        long modSequence,
        Optional<SequenceSet> known,
        Optional<SequenceSet> numbers,
        Optional<SequenceSet> uids) {
    private static final long ALL = Uid.MAX;

    /** Its list in parentheses. */
    static Resync parse(ImapReader in, ImapConfig config) throws SyntaxException {
        in.expect('(');
        long uidValidity = in.nzNumber();
        in.space();
        long modSequence = in.modSequence();
        Optional<SequenceSet> known = Optional.empty();
        Optional<SequenceSet> numbers = Optional.empty();
        Optional<SequenceSet> uids = Optional.empty();
        boolean more = in.take(' ');
        if (more && in.peek() != '(') {
            known = Optional.of(set(in, config));
            more = in.take(' ');
        }
        if (more) {
            in.expect('(');
            numbers = Optional.of(set(in, config));
            in.space();
            uids = Optional.of(set(in, config));
            in.expect(')');
            if (size(numbers.get()) != size(uids.get()))
                throw new SyntaxException("As many sequence numbers as UIDs are needed");
        }
        in.expect(')');
        return new Resync(uidValidity, modSequence, known, numbers, uids);
    }

    private static SequenceSet set(ImapReader in, ImapConfig config) throws SyntaxException {
        var set = in.sequenceSet(config.maxSetElements());
        if (set.isSaved() || set.hasStar()) throw new SyntaxException("Neither * nor $ may stand here");
        return set;
    }

    private static long size(SequenceSet set) {
        long n = 0;
        var ranges = set.resolve(1, ALL);
        for (int i = 0; i < ranges.length; i += 2) n += ranges[i + 1] - ranges[i] + 1;
        return n;
    }

    /** The UIDs to tell of vanished ones among: without those up to the last sequence number that still is right. */
    UidSet interesting(SelectedMailbox selected) {
        long from = matched(selected) + 1;
        if (from > ALL) return UidSet.EMPTY;
        var above = UidSet.of(List.of(new UidSet.Range(from, ALL)));
        return known.isEmpty() ? above : selected.named(known.get()).intersection(above);
    }

    /** Up to which UID the client knows of every expunge. RFC 7162, 3.2.5.2. Costs no more than there are messages. */
    private long matched(SelectedMailbox selected) {
        if (numbers.isEmpty() || uids.isEmpty()) return 0;
        var at = numbers.get().resolve(1, selected.count());
        var of = uids.get().resolve(1, ALL);
        long matched = 0;
        int u = 0;
        long uid = of.length == 0 ? 0 : of[0];
        for (int n = 0; n < at.length; n += 2) {
            for (long number = at[n]; number <= at[n + 1] && u < of.length; number++) {
                if (selected.uid((int) number - 1) == uid) matched = uid;
                if (uid++ == of[u + 1]) {
                    u += 2;
                    if (u < of.length) uid = of[u];
                }
            }
        }
        return matched;
    }
}
