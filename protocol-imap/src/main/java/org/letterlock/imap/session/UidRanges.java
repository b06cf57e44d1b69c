package org.letterlock.imap.session;

import java.util.Arrays;

/** UIDs that come in ascending order and mostly touch: kept as ranges. */
final class UidRanges {
    private long[] bounds = {};
    private int length;

    /** From {@code first} to {@code last}, both included, unless that is none. No range before began above {@code first}. */
    void add(long first, long last) {
        if (last < first) return;
        if (length > 0 && bounds[length - 1] + 1 >= first) {
            bounds[length - 1] = Math.max(bounds[length - 1], last);
            return;
        }
        if (length == bounds.length) bounds = Arrays.copyOf(bounds, Math.max(2, 2 * length));
        bounds[length++] = first;
        bounds[length++] = last;
    }

    boolean contains(long uid) {
        int low = 0;
        int high = length / 2 - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            if (uid < bounds[2 * mid]) high = mid - 1;
            else if (uid > bounds[2 * mid + 1]) low = mid + 1;
            else return true;
        }
        return false;
    }
}
