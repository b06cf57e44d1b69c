package org.letterlock.mailbox.mime;

import java.util.ArrayList;
import java.util.List;

/** The octets of a section: ranges of the body, ascending, one behind the other. RFC 9051, 6.4.5.1. */
public record Section(List<ByteRange> ranges) {
    public Section {
        ranges = List.copyOf(ranges);
    }

    static Section of(ByteRange range) {
        return new Section(List.of(range));
    }

    public long length() {
        long length = 0;
        for (var range : ranges) length += range.length();
        return length;
    }

    /** At most {@code count} octets from {@code origin}; none when the section is shorter. RFC 9051, 6.4.5: partial. */
    public Section partial(long origin, long count) {
        var cut = new ArrayList<ByteRange>();
        long skip = origin;
        long left = count;
        for (var range : ranges) {
            if (skip >= range.length()) {
                skip -= range.length();
                continue;
            }
            long n = Math.min(range.length() - skip, left);
            if (n > 0) cut.add(new ByteRange(range.offset() + skip, n));
            left -= n;
            skip = 0;
        }
        return new Section(cut);
    }
}
