package org.letterlock.mailbox.mime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import org.letterlock.mailbox.Body;

/** Goes over the fields of one header, in order. Reads the body in chunks. RFC 5322, 2.2. */
final class HeaderFields {
    private static final int PIECE = 4 * 1024;
    private final LineReader lines;
    private boolean ahead; // lines stands on the first line of the next field
    private String name = "";
    private ByteRange range = new ByteRange(0, 0);
    private ByteRange emptyLine = new ByteRange(0, 0);

    HeaderFields(Body body, ByteRange header) {
        lines = new LineReader(body, header, PIECE);
        ahead = lines.next();
    }

    boolean next() {
        if (!ahead) return false;
        long start = lines.start();
        long end = lines.end();
        if (lines.isEmpty()) {
            emptyLine = ByteRange.between(start, end);
            ahead = false;
            return false;
        }
        name = lines.fieldName();
        ahead = lines.next();
        while (ahead && lines.isFolded()) {
            end = lines.end();
            ahead = lines.next();
        }
        range = ByteRange.between(start, end);
        return true;
    }

    /** As it is spelled; empty for a line that is no field. */
    String name() {
        return name;
    }

    /** All its lines. */
    ByteRange range() {
        return range;
    }

    /**
     * The fields with one of {@code names}, or {@code not}, and the empty line behind them. RFC 9051, 6.4.5.1. Those that
     * are not within {@link MimeStructure#MAX_RANGES} runs of neighbours are left out: each costs memory.
     */
    static Section subset(Body body, ByteRange header, Collection<String> names, boolean not) {
        var wanted = new TreeSet<String>();
        for (var name : names) wanted.add(name.toLowerCase(Locale.ROOT));
        var ranges = new ArrayList<ByteRange>();
        var fields = new HeaderFields(body, header);
        while (fields.next()) {
            if (wanted.contains(fields.name().toLowerCase(Locale.ROOT)) != not)
                join(ranges, fields.range(), MimeStructure.MAX_RANGES);
        }
        if (fields.emptyLine.length() > 0) join(ranges, fields.emptyLine, MimeStructure.MAX_RANGES + 1);
        return new Section(ranges);
    }

    private static void join(ArrayList<ByteRange> ranges, ByteRange next, int most) {
        if (!ranges.isEmpty()) {
            var last = ranges.get(ranges.size() - 1);
            if (last.end() == next.offset()) {
                ranges.set(ranges.size() - 1, ByteRange.between(last.offset(), next.end()));
                return;
            }
        }
        if (ranges.size() < most) ranges.add(next);
    }
}
