package org.letterlock.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A set of UIDs as ranges, ascending, neither touching nor overlapping. Immutable. RFC 4315, 4: uid-set. */
public final class UidSet {
    /** From {@code first} to {@code last}, both included. */
    public record Range(long first, long last) {
        public Range {
            if (first < 1 || last < first || last > Uid.MAX) throw new IllegalArgumentException(first + ":" + last);
        }
    }

    public static final UidSet EMPTY = new UidSet(List.of());
    private final List<Range> ranges;

    private UidSet(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** All of {@code ranges}, in any order, overlapping or not. */
    public static UidSet of(Collection<Range> ranges) {
        var sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> Long.compare(a.first(), b.first()));
        var merged = new ArrayList<Range>(sorted.size());
        for (var r : sorted) {
            var last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && r.first() <= last.last() + 1) {
                merged.set(merged.size() - 1, new Range(last.first(), Math.max(last.last(), r.last())));
            } else {
                merged.add(r);
            }
        }
        return new UidSet(List.copyOf(merged));
    }

    /** The UIDs in {@code uids[0..count)}, in any order. */
    public static UidSet of(long[] uids, int count) {
        var sorted = Arrays.copyOf(uids, count);
        Arrays.sort(sorted);
        var ranges = new ArrayList<Range>();
        for (int i = 0; i < count; ) {
            int j = i;
            while (j + 1 < count && sorted[j + 1] <= sorted[j] + 1) j++;
            ranges.add(new Range(sorted[i], sorted[j]));
            i = j + 1;
        }
        return ranges.isEmpty() ? EMPTY : new UidSet(List.copyOf(ranges));
    }

    public static UidSet of(long... uids) {
        return of(uids, uids.length);
    }

    /** The UIDs that both name. */
    public UidSet intersection(UidSet other) {
        var both = new ArrayList<Range>();
        int j = 0;
        for (var range : ranges) {
            while (j < other.ranges.size() && other.ranges.get(j).last() < range.first()) j++;
            for (int k = j; k < other.ranges.size() && other.ranges.get(k).first() <= range.last(); k++) {
                var there = other.ranges.get(k);
                both.add(new Range(Math.max(range.first(), there.first()), Math.min(range.last(), there.last())));
            }
        }
        return both.isEmpty() ? EMPTY : new UidSet(List.copyOf(both));
    }

    public List<Range> ranges() {
        return ranges;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** How many UIDs it names. */
    public long count() {
        long n = 0;
        for (var r : ranges) n += r.last() - r.first() + 1;
        return n;
    }

    public boolean contains(long uid) {
        int lo = 0;
        int hi = ranges.size() - 1;
        while (lo <= hi) {
            int mid = (lo + hi) >>> 1;
            var r = ranges.get(mid);
            if (uid < r.first()) hi = mid - 1;
            else if (uid > r.last()) lo = mid + 1;
            else return true;
        }
        return false;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof UidSet s && s.ranges.equals(ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    /** As RFC 4315 writes it: {@code 1:3,7}. */
    @Override
    public String toString() {
        var s = new StringBuilder();
        for (var r : ranges) {
            if (!s.isEmpty()) s.append(',');
            s.append(r.first());
            if (r.last() != r.first()) s.append(':').append(r.last());
        }
        return s.toString();
    }
}
