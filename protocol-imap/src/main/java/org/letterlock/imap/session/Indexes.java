package org.letterlock.imap.session;

/** Positions of messages in a session's view, as ranges, ascending and apart. Positions count from 0. */
public final class Indexes {
    static final Indexes NONE = new Indexes(new int[0], 0);
    private final int[] bounds;
    private final int length;

    /** {@code bounds[0..length)}: from, to, from, to …, both included. */
    Indexes(int[] bounds, int length) {
        this.bounds = bounds;
        this.length = length;
    }

    public int ranges() {
        return length / 2;
    }

    public int from(int range) {
        return bounds[2 * range];
    }

    public int to(int range) {
        return bounds[2 * range + 1];
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** How many positions. */
    public int count() {
        int n = 0;
        for (int i = 0; i < length; i += 2) n += bounds[i + 1] - bounds[i] + 1;
        return n;
    }

    public boolean contains(int index) {
        int low = 0;
        int high = length / 2 - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            if (index < from(mid)) high = mid - 1;
            else if (index > to(mid)) low = mid + 1;
            else return true;
        }
        return false;
    }
}
