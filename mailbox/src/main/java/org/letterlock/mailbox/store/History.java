package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import org.letterlock.mailbox.UidSet;

/**
 * Which UIDs were touched at which MODSEQ, ascending by MODSEQ, as ranges. Immutable to whoever holds one; the next one
 * is written behind its end in the same array, so only the newest may be added to.
 */
final class History {
    static final History EMPTY = new History(new long[0], 0, 0, 0);
    private static final int WIDTH = 3; // MODSEQ, first UID, last UID
    private static final int WRITTEN = 16; // octets
    private final long[] entries;
    private final int from;
    private final int to;
    private final long floor;

    private History(long[] entries, int from, int to, long floor) {
        this.entries = entries;
        this.from = from;
        this.to = to;
        this.floor = floor;
    }

    int count() {
        return to - from;
    }

    /** About what it takes in the heap. */
    long octets() {
        return 64 + 8L * entries.length;
    }

    /** What happened at this MODSEQ or before may be missing. */
    long floor() {
        return floor;
    }

    /** With {@code uids} touched at {@code modSequence}; what was logged a second time is told from what is new. */
    History add(long modSequence, UidSet uids) {
        var ranges = uids.ranges();
        if (modSequence <= floor) return this;
        if (to > from && modSequence <= modSequence(to - 1)) return insert(modSequence, uids);
        int needed = to + ranges.size();
        var into = entries;
        int start = from;
        int end = to;
        if (needed * WIDTH > entries.length) {
            int live = to - from;
            into = new long[Math.max(4, (live + ranges.size()) * 2) * WIDTH];
            System.arraycopy(entries, from * WIDTH, into, 0, live * WIDTH);
            start = 0;
            end = live;
        }
        for (var range : ranges) {
            into[end * WIDTH] = modSequence;
            into[end * WIDTH + 1] = range.first();
            into[end * WIDTH + 2] = range.last();
            end++;
        }
        return new History(into, start, end, floor);
    }

    private History insert(long modSequence, UidSet uids) {
        int first = firstAfter(modSequence - 1);
        int behind = firstAfter(modSequence);
        var ranges = new ArrayList<>(uids.ranges());
        for (int e = first; e < behind; e++) ranges.add(new UidSet.Range(firstUid(e), lastUid(e)));
        var before = new History(Arrays.copyOfRange(entries, from * WIDTH, first * WIDTH), 0, first - from, floor);
        var with = before.add(modSequence, UidSet.of(ranges));
        var into = Arrays.copyOf(with.entries, (with.to + to - behind) * WIDTH);
        System.arraycopy(entries, behind * WIDTH, into, with.to * WIDTH, (to - behind) * WIDTH);
        return new History(into, 0, with.to + to - behind, floor);
    }

    /** The newest {@code most} entries at most; when there are more, half of that, so that this is rarely done. */
    History bounded(int most) {
        if (count() <= most) return this;
        int start = to - most / 2;
        long forgotten = entries[(start - 1) * WIDTH];
        return new History(Arrays.copyOfRange(entries, start * WIDTH, to * WIDTH), 0, to - start, forgotten);
    }

    /** The first entry after {@code modSequence}; {@link #end} when there is none. */
    int firstAfter(long modSequence) {
        int lo = from;
        int hi = to;
        while (lo < hi) {
            int mid = (lo + hi) >>> 1;
            if (entries[mid * WIDTH] <= modSequence) lo = mid + 1;
            else hi = mid;
        }
        return lo;
    }

    /** See {@link Snapshot}. */
    void write(SnapshotWriter out) {
        out.number64(floor);
        out.number32(count());
        for (int e = from; e < to; e++) {
            out.number64(modSequence(e));
            out.number32((int) firstUid(e));
            out.number32((int) lastUid(e));
        }
    }

    /** Of UIDs below {@code uidNext}, and MODSEQs up to {@code most}. */
    static History read(ByteBuffer in, long uidNext, long most) {
        long floor = SnapshotReader.between(0, most, in.getLong(), "history's floor");
        int count = SnapshotReader.between(0, in.remaining() / WRITTEN, in.getInt(), "ranges in a history");
        var entries = new long[count * WIDTH];
        long last = floor;
        for (int i = 0; i < entries.length; i += WIDTH) {
            last = SnapshotReader.between(last, most, in.getLong(), "history's MODSEQ");
            entries[i] = last;
            entries[i + 1] = SnapshotReader.between(1, uidNext - 1, Integer.toUnsignedLong(in.getInt()), "first UID");
            entries[i + 2] = SnapshotReader.between(
                    entries[i + 1], uidNext - 1, Integer.toUnsignedLong(in.getInt()), "last UID");
        }
        return new History(entries, 0, count, floor);
    }

    int end() {
        return to;
    }

    long modSequence(int entry) {
        return entries[entry * WIDTH];
    }

    long firstUid(int entry) {
        return entries[entry * WIDTH + 1];
    }

    long lastUid(int entry) {
        return entries[entry * WIDTH + 2];
    }
}
