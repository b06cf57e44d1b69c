package org.letterlock.imap.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.ModSequence;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.UidValidity;

/**
 * One session's sight of its mailbox: the UIDs its client knows of, in order, which makes sequence numbers; and how far
 * it has been told of changes. What the store announces is taken in by {@link #report} alone, at the moments the session
 * chooses. Used on the session's turn. RFC 3501, 2.3.1.2 and 5.2.
 */
public final class SelectedMailbox {
    private final Mailbox mailbox;
    private final boolean readOnly;
    private final Set<Feature> enabled; // of the session, as it changes
    private final Mailbox.Watch watch;
    private volatile boolean changed; // since the last look; set by committing threads

    private long[] uids;
    private int count;
    private final long uidNext; // when it was opened
    private long lastUid; // the highest the client ever knew of
    private ModSequence seen; // the store's changes up to here are told or in vanished
    private final HighestModSequence highest;
    private UidSet vanished = UidSet.EMPTY; // known to the client, gone from the store, not told yet
    private final UidRanges recent = new UidRanges();
    private int recentCount;
    private long[] told = {}; // changes of our own that the client knows already
    private List<String> keywords;
    private boolean newKeywords; // perhaps, since the last report
    private final UidValidity uidValidity; // as it was announced
    private final int firstUnseen;
    private UidSet saved = UidSet.EMPTY; // $

    /** Looks at {@code mailbox} and, unless {@code readOnly}, takes its {@code \Recent} marks. {@code hint} runs after each change. */
    SelectedMailbox(Mailbox mailbox, boolean readOnly, Set<Feature> enabled, Runnable hint) {
        this.enabled = enabled;
        this.mailbox = mailbox;
        this.readOnly = readOnly;
        watch = mailbox.watch(m -> {
            changed = true;
            hint.run();
        });
        keywords = mailbox.keywords();
        uidValidity = mailbox.uidValidity();
        var view = mailbox.view();
        recent(view.uidNext());
        count = view.count();
        uids = new long[count];
        for (int i = 0; i < count; i++) {
            uids[i] = view.uid(i);
            if (recent.contains(uids[i])) recentCount++;
        }
        firstUnseen = firstUnseen(view);
        lastUid = count == 0 ? 0 : uids[count - 1];
        seen = view.highestModSequence();
        highest = new HighestModSequence(seen);
        uidNext = view.uidNext();
    }

    private static int firstUnseen(Mailbox.View view) {
        for (int i = 0; i < view.count(); i++) if (!view.message(i).flags().has(SystemFlag.SEEN)) return i + 1;
        return 0;
    }

    void close() {
        watch.close();
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    /** EXAMINE, or a mailbox that takes no changes. */
    public boolean readOnly() {
        return readOnly;
    }

    /** EXISTS as the client knows it. */
    public int count() {
        return count;
    }

    /** UIDNEXT as it was at the moment whose messages the client was told of. */
    public long uidNext() {
        return uidNext;
    }

    /** UIDVALIDITY as the client knows it. */
    public UidValidity uidValidity() {
        return uidValidity;
    }

    /** Number of the first message that was not seen at that moment, or 0. RFC 3501, 7.1: UNSEEN. */
    public int firstUnseen() {
        return firstUnseen;
    }

    /** RECENT as the client knows it. */
    int recentCount() {
        return recentCount;
    }

    /** Keywords as the client knows them. */
    public List<String> keywords() {
        return keywords;
    }

    /** UID of the message at {@code index}, its sequence number less one. */
    public long uid(int index) {
        return uids[index];
    }

    public boolean isRecent(long uid) {
        return recent.contains(uid);
    }

    /** Whether the flags of {@code uid} are told with {@code \Recent}, which IMAP4rev2 does not know. RFC 9051, E, 12. */
    public boolean tellsRecent(long uid) {
        return isRecent(uid) && !enabled.contains(Feature.IMAP4REV2);
    }

    /** Its messages were deleted with it, or a new name gave it a new UIDVALIDITY: what the client knows of UIDs is void. */
    public boolean isGone() {
        return !mailbox.exists() || !mailbox.uidValidity().equals(uidValidity);
    }

    /** Index of the message, or where it would be, complemented. */
    public int indexOf(long uid) {
        return Arrays.binarySearch(uids, 0, count, uid);
    }

    // ---------------------------------------------------------------- sets

    /** Whether {@code set} names a sequence number that is not there. RFC 9051, 9: seq-number. */
    public boolean lacks(SequenceSet set) {
        return set.exceeds(count);
    }

    /** The known messages that {@code set} names, by UID or by sequence number. Costs no more than both have ranges. */
    public Indexes resolve(SequenceSet set, boolean uid) {
        if (count == 0) return Indexes.NONE;
        if (set.isSaved()) return positions(saved.ranges());
        if (!uid) {
            var ranges = set.resolve(count, count);
            var bounds = new int[ranges.length];
            for (int i = 0; i < ranges.length; i++) bounds[i] = (int) ranges[i] - 1;
            return new Indexes(bounds, bounds.length);
        }
        var ranges = set.resolve(uids[count - 1], uids[count - 1]);
        var named = new ArrayList<UidSet.Range>(ranges.length / 2);
        for (int i = 0; i < ranges.length; i += 2) named.add(new UidSet.Range(ranges[i], ranges[i + 1]));
        return positions(named);
    }

    /** Where the known messages of {@code ranges} stand, which ascend. */
    private Indexes positions(List<UidSet.Range> ranges) {
        var bounds = new int[2 * ranges.size()];
        int n = 0;
        for (var range : ranges) {
            int from = ceiling(range.first());
            int to = ceiling(range.last() + 1) - 1;
            if (from > to) continue;
            if (n > 0 && bounds[n - 1] + 1 >= from) bounds[n - 1] = to;
            else {
                bounds[n++] = from;
                bounds[n++] = to;
            }
        }
        return new Indexes(bounds, n);
    }

    /** What {@code $} stands for from now on; what is expunged is out of it by itself. RFC 5182, 2.1. */
    public void save(UidSet found) {
        saved = found;
    }

    private int ceiling(long uid) {
        int at = indexOf(uid);
        return at < 0 ? ~at : at;
    }

    /** The UIDs at {@code indexes}. */
    public UidSet uids(Indexes indexes) {
        var all = new long[indexes.count()];
        int n = 0;
        for (int r = 0; r < indexes.ranges(); r++)
            for (int i = indexes.from(r); i <= indexes.to(r); i++) all[n++] = uids[i];
        return UidSet.of(all, n);
    }

    // ---------------------------------------------------------------- searches that are kept up to date

    private final UpdatedSearches updated = new UpdatedSearches();

    public UpdatedSearches updated() {
        return updated;
    }

    // ---------------------------------------------------------------- changes

    private long[] arrived = {}; // taken in, not told
    private final Set<Long> flagged = new TreeSet<>(); // the same

    /** The client learnt of the change {@code modSequence} by an answer of its own command. */
    public void told(ModSequence modSequence) {
        told = Arrays.copyOf(told, told.length + 1);
        told[told.length - 1] = modSequence.value();
    }

    /**
     * Tells the client what changed since it was told last. RFC 3501, 5.2 and 7.4.1.
     *
     * @param expunge whether sequence numbers may change now
     */
    public void report(ResponseWriter w, boolean expunge) {
        if (changed) {
            take();
        }
        if (newKeywords) {
            newKeywords = false;
            keywords(w);
        }
        if (expunge && !vanished.isEmpty()) expunge(w);
        if (arrived.length > 0) arrive(w);
        if (!flagged.isEmpty()) flag(w);
        updated.tell(w);
        if (told.length > 0) told = new long[0];
        if (vanished.isEmpty()) highest.caughtUp(seen);
        if (enabled.contains(Feature.CONDSTORE)) highest.settle(w);
    }

    /** HIGHESTMODSEQ: up to here the client knows of everything. RFC 7162, 3.1.2.1. */
    public void highestModSequence(ResponseWriter w) {
        highest.write(w);
    }

    /** MODSEQ up to which the client was told everything. */
    long safe() {
        return highest.safe();
    }

    /** The value of the data item MODSEQ. RFC 7162, 3.1.4.2. */
    public void modSequence(ResponseWriter w, long modSequence) {
        highest.tell(modSequence);
        w.text("(").number(modSequence).text(")");
    }

    private boolean uidOnly() {
        return enabled.contains(Feature.UIDONLY);
    }

    /** What a FETCH response about the message at {@code index} begins with. */
    public void beginFetch(ResponseWriter w, int index) {
        if (uidOnly()) w.text("* ").number(uids[index]).text(" UIDFETCH ("); // RFC 9586, 3.3
        else w.text("* ").number(index + 1).text(" FETCH (");
    }

    /** A FETCH response that the client did not ask for in so many words: what it says of a changed message. */
    public void changedFetch(
            ResponseWriter w, int index, Flags flags, long modSequence, boolean withUid, boolean withFlags) {
        boolean aware = enabled.contains(Feature.CONDSTORE);
        boolean identified = !uidOnly()
                && (withUid || aware || enabled.contains(Feature.IMAP4REV2)); // RFC 7162, 3.2.4; RFC 9051, E, 21
        long uid = uids[index];
        beginFetch(w, index);
        if (identified) w.text("UID ").number(uid);
        if (withFlags) {
            if (identified) w.space();
            w.text("FLAGS ").flags(flags, tellsRecent(uid));
        }
        if (aware) {
            if (identified || withFlags) w.space();
            modSequence(w.text("MODSEQ "), modSequence);
        }
        w.text(")\r\n");
    }

    /** The UIDs that {@code set} names, there or not; {@code *} is the last one ever given. */
    public UidSet named(SequenceSet set) {
        if (set.isSaved()) return saved;
        long last = mailbox.view().uidNext() - 1;
        if (last < 1) return UidSet.EMPTY;
        return within(set, last, last);
    }

    /** As {@link #named}, and what comes later where {@code *} was written. */
    public UidSet everNamed(SequenceSet set) {
        var now = named(set);
        if (set.isSaved() || !set.hasStar()) return set.isSaved() ? now : within(set, Uid.MAX, Uid.MAX);
        long next = mailbox.view().uidNext();
        var later = new ArrayList<>(now.ranges());
        if (next <= Uid.MAX) later.add(new UidSet.Range(next, Uid.MAX));
        return UidSet.of(later);
    }

    private static UidSet within(SequenceSet set, long star, long limit) {
        var ranges = set.resolve(star, limit);
        var named = new ArrayList<UidSet.Range>(ranges.length / 2);
        for (int i = 0; i < ranges.length; i += 2) named.add(new UidSet.Range(ranges[i], ranges[i + 1]));
        return UidSet.of(named);
    }

    /**
     * Tells which of {@code among} went after {@code since}, as far as the client does not see them in this session: those
     * it is told of otherwise. RFC 7162, 3.2.10.1.
     */
    public void vanishedEarlier(ResponseWriter w, UidSet among, long since) {
        var gone = mailbox.changesSince(new ModSequence(since)).vanished().intersection(among);
        var unseen = new ArrayList<UidSet.Range>();
        for (var range : gone.ranges()) {
            long from = range.first();
            for (int i = ceiling(from); i < count && uids[i] <= range.last(); i++) {
                if (uids[i] > from) unseen.add(new UidSet.Range(from, uids[i] - 1));
                from = uids[i] + 1;
            }
            if (from <= range.last()) unseen.add(new UidSet.Range(from, range.last()));
        }
        if (!unseen.isEmpty())
            w.text("* VANISHED (EARLIER) ").uids(UidSet.of(unseen)).crlf();
    }

    /** The messages as they stood at the last change that was taken in: what the client knows, or is yet to be told. */
    public Mailbox.View known() {
        while (true) {
            var view = mailbox.view();
            if (view.highestModSequence().equals(seen)) return view;
            take();
        }
    }

    /** The client is about to be told the flags of {@code uid}. Answers whether it had to be, because others changed them. */
    public boolean telling(long uid) {
        return flagged.remove(uid);
    }

    /** Takes in what the store announced. */
    private void take() {
        changed = false;
        newKeywords = true;
        var changes = mailbox.changesSince(seen);
        if (!changes.changed().isEmpty()) recent(changes.uid(changes.changed().size() - 1) + 1);
        seen = changes.highestModSequence();
        if (!changes.vanished().isEmpty()) vanish(changes.vanished());
        var fresh = arrived;
        int news = fresh.length;
        for (int i = 0; i < changes.changed().size(); i++) {
            long uid = changes.uid(i);
            updated.touch(uid);
            if (uid > lastUid) {
                lastUid = uid;
                if (recent.contains(uid)) recentCount++;
                if (news == fresh.length) fresh = Arrays.copyOf(fresh, Math.max(4, 2 * news));
                fresh[news++] = uid;
            } else if (!isTold(changes.modSequence(i))) {
                flagged.add(uid);
            }
        }
        arrived = Arrays.copyOf(fresh, news);
    }

    private boolean isTold(long modSequence) {
        for (long t : told) if (t == modSequence) return true;
        return false;
    }

    /** What of the messages below {@code below}, all found by now, is recent to this session. */
    private void recent(long below) {
        recent.add(readOnly ? mailbox.recentFrom() : mailbox.takeRecent(below), below - 1);
    }

    private void vanish(UidSet gone) {
        var known = new ArrayList<>(vanished.ranges());
        for (var range : gone.ranges()) {
            if (range.first() > lastUid) break;
            known.add(range);
        }
        vanished = UidSet.of(known);
        flagged.removeIf(gone::contains);
        updated.forget(gone);
        int left = 0;
        for (long uid : arrived) {
            if (!gone.contains(uid)) arrived[left++] = uid;
            else if (recent.contains(uid)) recentCount--;
        }
        arrived = Arrays.copyOf(arrived, left);
    }

    private void expunge(ResponseWriter w) {
        boolean byUid = enabled.contains(Feature.QRESYNC) || uidOnly();
        var told = new ArrayList<UidSet.Range>();
        updated.vanishing(w, vanished);
        int kept = 0;
        int next = 0;
        for (var range : vanished.ranges()) {
            int from = ceiling(range.first());
            int to = ceiling(range.last() + 1);
            if (from >= to) continue;
            System.arraycopy(uids, next, uids, kept, from - next);
            kept += from - next;
            for (int i = from; i < to; i++) {
                if (recent.contains(uids[i])) recentCount--;
                if (byUid) told.add(new UidSet.Range(uids[i], uids[i]));
                else w.text("* ").number(kept + 1).text(" EXPUNGE\r\n");
            }
            next = to;
        }
        System.arraycopy(uids, next, uids, kept, count - next);
        count = kept + count - next;
        vanished = UidSet.EMPTY;
        if (!told.isEmpty()) w.text("* VANISHED ").uids(UidSet.of(told)).crlf(); // RFC 7162, 3.2.10.2
    }

    private void arrive(ResponseWriter w) {
        if (count + arrived.length > uids.length)
            uids = Arrays.copyOf(uids, Math.max(count + arrived.length, count + count / 4 + 16));
        System.arraycopy(arrived, 0, uids, count, arrived.length);
        count += arrived.length;
        exists(w);
        arrived = new long[0];
    }

    /** EXISTS, and RECENT for who knows it. RFC 3501, 7.3.1 and 7.3.2. */
    public void exists(ResponseWriter w) {
        w.text("* ").number(count).text(" EXISTS\r\n");
        if (!enabled.contains(Feature.IMAP4REV2))
            w.text("* ").number(recentCount).text(" RECENT\r\n");
    }

    private void flag(ResponseWriter w) {
        for (long uid : flagged) {
            int index = indexOf(uid);
            var message = mailbox.message(uid); // as it stands now: never older than what the client was told meanwhile
            if (index < 0 || message.isEmpty()) continue;
            var now = message.get();
            changedFetch(w, index, now.flags(), now.modSequence().value(), false, true);
        }
        flagged.clear();
    }

    /** FLAGS and PERMANENTFLAGS, when there are keywords the client has not heard of. RFC 3501, 7.2.6. */
    public void keywords(ResponseWriter w) {
        var now = mailbox.keywords();
        if (keywords.containsAll(now)) return;
        keywords = now;
        flagLists(w);
    }

    /** Which flags there are and which may be changed. */
    public void flagLists(ResponseWriter w) {
        w.text("* FLAGS ").flags(ALL.plus(Flags.of(Set.of(), keywords)), false).crlf();
        w.text("* OK [PERMANENTFLAGS (");
        if (!readOnly) {
            for (var flag : SystemFlag.values()) w.text(flag.wire()).space();
            w.keywords(keywords, true).text(keywords.isEmpty() ? "\\*" : " \\*");
        }
        w.text(")] ").text(readOnly ? "No changes here" : "Flags that stay").crlf();
    }

    private static final Flags ALL = Flags.of(SystemFlag.values());
}
