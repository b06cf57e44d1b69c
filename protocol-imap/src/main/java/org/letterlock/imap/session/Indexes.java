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

    /** Of these, counted from 1, those from {@code first} to {@code last}, both included, as far as there are so many. */
    public Indexes part(long first, long last) {
        var part = new int[length];
        int n = 0;
        long before = 0;
        for (int r = 0; r < ranges(); r++) {
            long low = Math.max(first - before, 1);
            long high = Math.min(last - before, to(r) - from(r) + 1L);
            before += to(r) - from(r) + 1L;
            if (low > high) continue;
            part[n++] = from(r) + (int) low - 1;
            part[n++] = from(r) + (int) high - 1;
        }
        return new Indexes(part, n);
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
