package org.letterlock.imap.grammar;

import org.jspecify.annotations.Nullable;

/**
 * The end of a line that says a literal follows: {@code {310}}, or {@code {310+}} when the client does not wait for
 * leave (RFC 7888).
 *
 * @param size octets of the literal; {@link Long#MAX_VALUE} when it is told with more digits than a long has
 * @param synchronizing the client waits for {@code +}
 * @param start where the mark begins in its line
 */
public record LiteralMark(long size, boolean synchronizing, int start) {
    /** The greatest {@code number}. RFC 3501, 9. */
    public static final long MAX_NUMBER = 0xFFFF_FFFFL;

    /** The mark at the end of {@code line}; null when there is none. */
    public static @Nullable LiteralMark at(byte[] line) {
        int at = line.length - 1;
        if (at < 2 || line[at] != '}') return null;
        at--;
        boolean synchronizing = line[at] != '+';
        if (!synchronizing) at--;
        int end = at + 1;
        while (at >= 0 && Octets.isDigit(line[at])) at--;
        if (at < 0 || line[at] != '{' || at + 1 == end) return null;
        int first = at + 1;
        while (first < end - 1 && line[first] == '0') first++;
        long size = 0;
        if (end - first > 18) size = Long.MAX_VALUE;
        else for (int i = first; i < end; i++) size = size * 10 + (line[i] - '0');
        return new LiteralMark(size, synchronizing, at);
    }
}
