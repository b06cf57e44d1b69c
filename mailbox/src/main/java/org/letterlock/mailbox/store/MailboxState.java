package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.ModSequence;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.UidValidity;

/**
 * All that is true of one mailbox at one moment. Immutable; each method that changes something answers the next state.
 * UIDs and MODSEQs are given here, where the change is sequenced. RFC 9051, 2.3.1.1; RFC 7162, 3.1.
 */
record MailboxState(
        MailboxName name,
        UidValidity uidValidity,
        boolean exists,
        MessageTable messages,
        long uidNext,
        long modSequence,
        Keywords keywords,
        History vanished) {
    static MailboxState created(MailboxName name, UidValidity uidValidity) {
        return created(name, uidValidity, MessageTable.EMPTY);
    }

    /** A new mailbox; {@code empty} knows where its store keeps bodies. */
    static MailboxState created(MailboxName name, UidValidity uidValidity, MessageTable empty) {
        return new MailboxState(
                name, uidValidity, true, empty, 1, ModSequence.FIRST.value(), Keywords.NONE, History.EMPTY);
    }

    MailboxState renamed(MailboxName to, UidValidity validity) {
        return new MailboxState(to, validity, exists, messages, uidNext, modSequence, keywords, vanished);
    }

    /** Gone for good, and all its messages with it. */
    MailboxState deleted() {
        return new MailboxState(
                name,
                uidValidity,
                false,
                MessageTable.empty(messages.bodies),
                uidNext,
                modSequence + 1,
                Keywords.NONE,
                History.EMPTY.add(modSequence + 1, all()));
    }

    private MailboxState next(
            MessageTable messages, long uidNext, long modSequence, Keywords keywords, History vanished) {
        return new MailboxState(name, uidValidity, exists, messages, uidNext, modSequence, keywords, vanished);
    }

    /** About what it takes in the heap. */
    long octets() {
        return 256 + messages.octets() + vanished.octets();
    }

    boolean hasRoomFor(int more) {
        return uidNext + more - 1 <= Uid.MAX;
    }

    /** With these at the end, the first at {@link #uidNext}; one MODSEQ for all. */
    MailboxState appended(List<NewMessage> more, InternalDate savedDate) {
        var uids = new long[more.size()];
        for (int i = 0; i < uids.length; i++) uids[i] = uidNext + i;
        return appended(more, uids, savedDate);
    }

    /** With these at the end under {@code uids}, which ascend from {@link #uidNext} or above; one MODSEQ for all. */
    MailboxState appended(List<NewMessage> more, long[] uids, InternalDate savedDate) {
        if (more.isEmpty()) return this;
        var modSeq = new ModSequence(modSequence + 1);
        var spelled = keywords;
        var added = new ArrayList<Message>(more.size());
        long next = uidNext;
        for (var message : more) {
            long uid = uids[added.size()];
            if (uid < next) throw new IllegalArgumentException("UID " + uid + " where " + next + " is the next");
            next = uid + 1;
            if (!message.flags().keywords().isEmpty() && spelled == keywords) spelled = keywords.copy();
            var flags = spelled.spelled(message.flags());
            spelled.add(flags);
            added.add(new Message(new Uid(uid), modSeq, flags, message.internalDate(), savedDate, message.body()));
        }
        return next(messages.append(added), next, modSeq.value(), spelled, vanished);
    }

    /** As {@link #appended}, of that UIDVALIDITY, and with no UID below {@code from} to be given any more. */
    MailboxState restored(UidValidity validity, List<NewMessage> more, long[] uids, InternalDate savedDate, long from) {
        var after = appended(more, uids, savedDate);
        long next = Math.max(after.uidNext, from);
        if (validity.equals(uidValidity) && next == after.uidNext) return after;
        return new MailboxState(
                name, validity, exists, after.messages, next, after.modSequence, after.keywords, vanished);
    }

    /** With {@code change} done to {@code these}; those it leaves as they are keep their MODSEQ. */
    MailboxState flagged(Selection these, FlagChange change) {
        if (these.table() != messages) throw new IllegalArgumentException("messages of another moment");
        var spelledChange = new FlagChange(change.mode(), keywords.spelled(change.flags()));
        long modSeq = modSequence + 1;
        var spelled = keywords.copy();
        Map<Flags, Flags> outcomes = new HashMap<>(); // so that messages with the same flags share them
        var edit = new TableEdit(messages);
        boolean any = false;
        for (int i = 0; i < these.size(); i++) {
            var before = these.flags(i);
            var after = outcomes.computeIfAbsent(before, spelledChange::applyTo);
            if (after.equals(before)) continue;
            spelled.remove(before);
            spelled.add(after);
            edit.flag(these.position(i), after, modSeq);
            any = true;
        }
        return any ? next(edit.table(), uidNext, modSeq, spelled, vanished) : this;
    }

    /** Without {@code gone}; remembers at most {@code history} ranges of what went. */
    MailboxState without(Selection gone, int history) {
        if (gone.isEmpty()) return this;
        return withoutUids(gone.uids(), modSequence + 1, history);
    }

    /** As a log says it: with {@code rows}, each in the place of the message with its UID; in any order, with gaps. */
    MailboxState withRows(List<Row> rows) {
        var spelled = keywords.copy();
        var edit = new TableEdit(messages);
        long next = uidNext;
        long last = modSequence;
        for (var row : rows) {
            var flags = spelled.spelled(row.flags());
            int at = edit.table().find(row.uid());
            var before = at < 0 ? Flags.NONE : edit.table().flags(at);
            edit.put(row.withFlags(flags));
            spelled.remove(before);
            spelled.add(at < 0 ? flags : edit.table().flags(at));
            next = Math.max(next, row.uid() + 1);
            last = Math.max(last, row.modSequence());
        }
        return next(edit.table(), next, last, spelled, vanished);
    }

    /** As a log says it: those of {@code uids} that are here have {@code flags} since {@code changed}, or newer ones. */
    MailboxState withFlags(UidSet uids, Flags flags, long changed) {
        var spelled = keywords.copy();
        var after = spelled.spelled(flags);
        var edit = new TableEdit(messages);
        each(uids, i -> {
            if (messages.modSequence(i) > changed) return;
            spelled.remove(messages.flags(i));
            spelled.add(after);
            edit.flag(i, after, changed);
        });
        return next(edit.table(), Math.max(uidNext, end(uids)), Math.max(modSequence, changed), spelled, vanished);
    }

    /** As a log says it: {@code uids} went at {@code changed}; remembers at most {@code history} ranges of what went. */
    MailboxState withoutUids(UidSet uids, long changed, int history) {
        var left = keywords.copy();
        each(uids, i -> left.remove(messages.flags(i)));
        return next(
                messages.remove(uids),
                Math.max(uidNext, end(uids)),
                Math.max(modSequence, changed),
                left,
                vanished.add(changed, uids).bounded(history));
    }

    /** As a log says it: UIDs below {@code uidNext} and MODSEQs up to {@code modSequence} were given. */
    MailboxState withMarks(long uidNext, long modSequence) {
        return next(
                messages, Math.max(this.uidNext, uidNext), Math.max(this.modSequence, modSequence), keywords, vanished);
    }

    /** With the bodies of those of {@code uids} that are here at {@code handles}; no client sees a change. */
    MailboxState relocated(long[] uids, long[] handles) {
        var edit = new TableEdit(messages);
        for (int i = 0; i < uids.length; i++) {
            int at = messages.find(uids[i]);
            if (at >= 0) edit.place(at, handles[i]);
        }
        return next(edit.table(), uidNext, modSequence, keywords, vanished);
    }

    /** With the same handles, which {@code bodies} knows from now on. */
    MailboxState withBodies(Bodies bodies) {
        return next(messages.with(bodies), uidNext, modSequence, keywords, vanished);
    }

    private static long end(UidSet uids) {
        var ranges = uids.ranges();
        return ranges.isEmpty() ? 1 : ranges.get(ranges.size() - 1).last() + 1;
    }

    /** Positions of the messages among {@code uids}; time goes with what is found, not with what is named. */
    private void each(UidSet uids, IntConsumer found) {
        for (var range : uids.ranges()) {
            int i = messages.ceiling(range.first());
            while (i < messages.count() && messages.uid(i) <= range.last()) found.accept(i++);
        }
    }

    /** The messages among {@code uids}, ascending. */
    Selection select(UidSet uids) {
        var finder = new Selection.Finder(messages);
        each(uids, finder::add);
        return finder.found();
    }

    Selection selectAll() {
        return select(all());
    }

    Selection select(UidSet uids, SystemFlag flag) {
        var finder = new Selection.Finder(messages);
        each(uids, i -> {
            if (messages.flags(i).has(flag)) finder.add(i);
        });
        return finder.found();
    }

    /** Messages appended or flagged after {@code since}, ascending by UID. */
    Selection changedSince(long since) {
        return messages.changedSince(since);
    }

    /** What went after {@code since}; when that is forgotten, every UID that is not here. RFC 7162, 3.2.5.2. */
    UidSet vanishedSince(long since) {
        if (since < vanished.floor()) return all().isEmpty() ? UidSet.EMPTY : holes();
        int first = vanished.firstAfter(since);
        var ranges = new ArrayList<UidSet.Range>(vanished.end() - first);
        for (int e = first; e < vanished.end(); e++)
            ranges.add(new UidSet.Range(vanished.firstUid(e), vanished.lastUid(e)));
        return UidSet.of(ranges);
    }

    private UidSet all() {
        return uidNext == 1 ? UidSet.EMPTY : UidSet.of(List.of(new UidSet.Range(1, uidNext - 1)));
    }

    private UidSet holes() {
        var ranges = new ArrayList<UidSet.Range>();
        long next = 1;
        for (int i = 0; i < messages.count(); i++) {
            long uid = messages.uid(i);
            if (uid > next) ranges.add(new UidSet.Range(next, uid - 1));
            next = uid + 1;
        }
        if (next < uidNext) ranges.add(new UidSet.Range(next, uidNext - 1));
        return UidSet.of(ranges);
    }
}
