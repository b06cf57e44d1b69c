package org.letterlock.imap.search;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;

/**
 * Which of the results are wanted, counted from the first or from the last. RFC 9394, 4: partial-range.
 *
 * @param one a bound as it was written, without its sign
 * @param other the other bound: neither need be the lower
 * @param fromLast 1 is the last result, 2 the one before it
 */
public record PartialRange(long one, long other, boolean fromLast) {
    /** {@code 1:500} or {@code -1:-500}. */
    public static PartialRange parse(ImapReader in) throws SyntaxException {
        boolean fromLast = in.take('-');
        long one = in.nzNumber();
        in.expect(':');
        if (fromLast) in.expect('-');
        return new PartialRange(one, in.nzNumber(), fromLast);
    }

    /** Number of the first of {@code count} results that is wanted, from 1. */
    public long first(long count) {
        return fromLast ? Math.max(1, count + 1 - Math.max(one, other)) : Math.min(one, other);
    }

    /** Number of the last that is wanted: below {@link #first} when none is, and perhaps above {@code count}. */
    public long last(long count) {
        return fromLast ? count + 1 - Math.min(one, other) : Math.max(one, other);
    }

    /** As it was written. */
    @Override
    public String toString() {
        var sign = fromLast ? "-" : "";
        return sign + one + ":" + sign + other;
    }
}
