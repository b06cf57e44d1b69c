package org.letterlock.imap.grammar;

import java.util.Arrays;

/**
 * The numbers a client names: {@code 2,4:7,*}. Whether they are sequence numbers or UIDs is the command's affair. As it
 * was written; {@link #resolve} sorts it and merges what overlaps. RFC 3501, 9: sequence-set.
 */
public final class SequenceSet {
    /** Stands for {@code *}. */
    public static final long STAR = 0;

    /** {@code $}: the messages that the last search saved. RFC 5182, 3: seq-last-command. */
    public static final SequenceSet SAVED = new SequenceSet(new long[0]);

    private final long[] bounds; // from, to, from, to …

    private SequenceSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** Pairs of bounds, as written; {@link #STAR} for {@code *}. */
    public static SequenceSet of(long... bounds) {
        if (bounds.length == 0 || bounds.length % 2 != 0) throw new IllegalArgumentException("odd bounds");
        for (long b : bounds)
            if (b < 0 || b > LiteralMark.MAX_NUMBER) throw new IllegalArgumentException("number " + b);
        return new SequenceSet(bounds.clone());
    }

    /** Whether it is {@link #SAVED}, whose numbers only the session knows. */
    public boolean isSaved() {
        return bounds.length == 0;
    }

    /** Whether {@code *} was written. */
    public boolean hasStar() {
        for (long bound : bounds) if (bound == STAR) return true;
        return false;
    }

    /** How many ranges and single numbers were written. */
    public int elements() {
        return bounds.length / 2;
    }

    /** Whether one element lies wholly above {@code max}, or any is there when {@code max} is 0. RFC 9051, 9: seq-number. */
    public boolean exceeds(long max) {
        for (int i = 0; i < bounds.length; i += 2) {
            long low = Math.min(star(bounds[i], max), star(bounds[i + 1], max));
            if (low > max || low == 0) return true;
        }
        return false;
    }

    /**
     * Ranges {@code from, to, from, to …}, ascending, neither touching nor overlapping, none above {@code limit}, with
     * {@code star} for {@code *}; without what is above {@code limit}. Costs by what was written, not by what it spans.
     */
    public long[] resolve(long star, long limit) {
        int n = bounds.length / 2;
        long[] from = new long[n];
        int used = 0;
        var to = new long[n];
        // sort by lower bound: each packed with its index, as bounds fit in 32 bits
        var order = new long[n];
        for (int i = 0; i < n; i++) {
            long a = star(bounds[2 * i], star);
            long b = star(bounds[2 * i + 1], star);
            from[i] = Math.min(a, b);
            to[i] = Math.min(Math.max(a, b), limit);
            order[i] = from[i] << 31 | i;
        }
        Arrays.sort(order);
        var out = new long[2 * n];
        for (long packed : order) {
            int i = (int) (packed & 0x7FFF_FFFF);
            long low = Math.max(from[i], 1);
            if (low > to[i]) continue;
            if (used > 0 && low <= out[used - 1] + 1) out[used - 1] = Math.max(out[used - 1], to[i]);
            else {
                out[used++] = low;
                out[used++] = to[i];
            }
        }
        return Arrays.copyOf(out, used);
    }

    private static long star(long bound, long value) {
        return bound == STAR ? value : bound;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SequenceSet s && Arrays.equals(s.bounds, bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** As it is written on the wire. */
    @Override
    public String toString() {
        if (isSaved()) return "$";
        var s = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            if (i > 0) s.append(',');
            append(s, bounds[i]);
            if (bounds[i + 1] != bounds[i]) append(s.append(':'), bounds[i + 1]);
        }
        return s.toString();
    }

    private static void append(StringBuilder s, long bound) {
        if (bound == STAR) s.append('*');
        else s.append(bound);
    }
}
