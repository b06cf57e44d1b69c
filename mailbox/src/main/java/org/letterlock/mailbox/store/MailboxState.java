package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 *
 * @param recentFrom messages from this UID on are recent to whoever asks next. RFC 3501, 2.3.2
 */
record MailboxState(
        MailboxName name,
        UidValidity uidValidity,
        boolean exists,
        MessageTable messages,
        long uidNext,
        long modSequence,
        long recentFrom,
        Keywords keywords,
        History changed,
        History vanished) {
    private static final int COMPACT_FROM = 1024;

    static MailboxState created(MailboxName name, UidValidity uidValidity) {
        return new MailboxState(
                name,
                uidValidity,
                true,
                MessageTable.EMPTY,
                1,
                ModSequence.FIRST.value(),
                1,
                Keywords.NONE,
                History.EMPTY,
                History.EMPTY);
    }

    MailboxState renamed(MailboxName to, UidValidity validity) {
        return new MailboxState(
                to, validity, exists, messages, uidNext, modSequence, recentFrom, keywords, changed, vanished);
    }

    /** Gone for good, and all its messages with it. */
    MailboxState deleted() {
        return new MailboxState(
                name,
                uidValidity,
                false,
                MessageTable.EMPTY,
                uidNext,
                modSequence + 1,
                uidNext,
                Keywords.NONE,
                History.EMPTY,
                History.EMPTY.add(modSequence + 1, all()));
    }

    /** Messages below {@code below} are recent to somebody now. */
    MailboxState recentTaken(long below) {
        return new MailboxState(
                name,
                uidValidity,
                exists,
                messages,
                uidNext,
                modSequence,
                Math.min(below, uidNext),
                keywords,
                changed,
                vanished);
    }

    boolean hasRoomFor(int more) {
        return uidNext + more - 1 <= Uid.MAX;
    }

    /** With these at the end, the first at {@link #uidNext}; one MODSEQ for all. */
    MailboxState appended(List<NewMessage> more, InternalDate savedDate) {
        if (more.isEmpty()) return this;
        var modSeq = new ModSequence(modSequence + 1);
        var spelled = keywords;
        var added = new ArrayList<Message>(more.size());
        long uid = uidNext;
        for (var message : more) {
            if (!message.flags().keywords().isEmpty() && spelled == keywords) spelled = keywords.copy();
            var flags = spelled.spelled(message.flags());
            spelled.add(flags);
            added.add(new Message(new Uid(uid++), modSeq, flags, message.internalDate(), savedDate, message.body()));
        }
        var range = UidSet.of(List.of(new UidSet.Range(uidNext, uid - 1)));
        var table = messages.append(added);
        return new MailboxState(
                name,
                uidValidity,
                exists,
                table,
                uid,
                modSeq.value(),
                recentFrom,
                spelled,
                compact(changed.add(modSeq.value(), range), table),
                vanished);
    }

    /** With {@code change} done to {@code these}; those it leaves as they are keep their MODSEQ. */
    MailboxState flagged(List<Message> these, FlagChange change) {
        var spelledChange = new FlagChange(change.mode(), keywords.spelled(change.flags()));
        var modSeq = new ModSequence(modSequence + 1);
        var spelled = keywords.copy();
        Map<Flags, Flags> outcomes = new HashMap<>(); // so that messages with the same flags share them
        var next = new ArrayList<Message>();
        var uids = new long[these.size()];
        for (var m : these) {
            var after = outcomes.computeIfAbsent(m.flags(), spelledChange::applyTo);
            if (after.equals(m.flags())) continue;
            spelled.remove(m.flags());
            spelled.add(after);
            uids[next.size()] = m.uid().value();
            next.add(new Message(m.uid(), modSeq, after, m.internalDate(), m.savedDate(), m.body()));
        }
        if (next.isEmpty()) return this;
        var table = messages.replace(next);
        return new MailboxState(
                name,
                uidValidity,
                exists,
                table,
                uidNext,
                modSeq.value(),
                recentFrom,
                spelled,
                compact(changed.add(modSeq.value(), UidSet.of(uids, next.size())), table),
                vanished);
    }

    /** Without {@code gone}; remembers at most {@code history} ranges of what went. */
    MailboxState without(List<Message> gone, int history) {
        if (gone.isEmpty()) return this;
        var spelled = keywords.copy();
        for (var m : gone) spelled.remove(m.flags());
        return new MailboxState(
                name,
                uidValidity,
                exists,
                messages.remove(gone),
                uidNext,
                modSequence + 1,
                recentFrom,
                spelled,
                changed,
                vanished.add(modSequence + 1, uids(gone)).bounded(history));
    }

    /** The messages among {@code uids}, ascending; time goes with what is found, not with what is named. */
    List<Message> select(UidSet uids) {
        var found = new ArrayList<Message>();
        for (var range : uids.ranges()) {
            for (int i = messages.ceiling(range.first()); i < messages.count(); i++) {
                var message = messages.get(i);
                if (message.uid().value() > range.last()) break;
                found.add(message);
            }
        }
        return found;
    }

    List<Message> selectAll() {
        return select(all());
    }

    List<Message> select(UidSet uids, SystemFlag flag) {
        var found = select(uids);
        found.removeIf(m -> !m.flags().has(flag));
        return found;
    }

    /** Messages appended or flagged after {@code since}, ascending by UID. */
    List<Message> changedSince(long since) {
        int first = changed.firstAfter(since);
        int end = changed.end();
        var found = new ArrayList<Message>();
        long named = 0;
        for (int e = first; e < end && named <= messages.count(); e++)
            named += changed.lastUid(e) - changed.firstUid(e) + 1;
        if (named > messages.count()) { // asking each message is cheaper than asking each change
            for (int i = 0; i < messages.count(); i++) {
                var message = messages.get(i);
                if (message.modSequence().value() > since) found.add(message);
            }
            return found;
        }
        for (int e = first; e < end; e++) {
            for (int i = messages.ceiling(changed.firstUid(e)); i < messages.count(); i++) {
                var message = messages.get(i);
                if (message.uid().value() > changed.lastUid(e)) break;
                if (message.modSequence().value() == changed.modSequence(e)) found.add(message); // else changed again
            }
        }
        if (end - first > 1) found.sort(Comparator.comparing(Message::uid));
        return found;
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

    static UidSet uids(List<Message> messages) {
        var uids = new long[messages.size()];
        for (int i = 0; i < uids.length; i++) uids[i] = messages.get(i).uid().value();
        return UidSet.of(uids);
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

    /** Drops what later changes made stale, once there is more of it than of messages. */
    private static History compact(History history, MessageTable table) {
        if (history.count() < COMPACT_FROM || history.count() / 2 < table.count()) return history;
        var byModSequence = new ArrayList<Message>(table.count());
        for (int i = 0; i < table.count(); i++) byModSequence.add(table.get(i));
        byModSequence.sort(Comparator.comparing(Message::modSequence).thenComparing(Message::uid));
        var compacted = History.EMPTY;
        for (int i = 0; i < byModSequence.size(); ) {
            int from = i;
            var modSeq = byModSequence.get(i).modSequence();
            while (i < byModSequence.size()
                    && byModSequence.get(i).modSequence().equals(modSeq)) i++;
            compacted = compacted.add(modSeq.value(), uids(byModSequence.subList(from, i)));
        }
        return compacted;
    }
}
