package org.letterlock.mailbox.mime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The boundaries of the multiparts that are open, in the order of their octets. Which of them a line begins with costs a
 * few comparisons, not one for each: the boundary that sorts last before the line has the longest beginning in common
 * with it, and what fits is that boundary or one that begins it. RFC 2046, 5.1.1.
 */
final class Boundaries {
    private final TreeMap<byte[], Known> byOctets = new TreeMap<>(Arrays::compareUnsigned);

    /** One boundary: of which levels, the innermost last, and the longest other one that begins it. */
    private static final class Known {
        final byte[] octets;
        final List<Integer> levels = new ArrayList<>();

        @Nullable
        Known shorter;

        Known(byte[] octets) {
            this.octets = octets;
        }

        boolean begins(byte[] other) {
            return octets.length <= other.length && common(octets, other) == octets.length;
        }
    }

    /** The multipart at {@code level} has {@code octets} as boundary; it is the innermost. */
    void add(byte[] octets, int level) {
        var known = byOctets.get(octets);
        if (known == null) {
            known = new Known(octets);
            known.shorter = longest(octets);
            for (var longer : byOctets.tailMap(octets, false).values()) {
                if (!known.begins(longer.octets)) break;
                if (longer.shorter == known.shorter) longer.shorter = known;
            }
            byOctets.put(octets, known);
        }
        known.levels.add(level);
    }

    /** That multipart has no parts any more. */
    void remove(byte[] octets, int level) {
        var known = byOctets.get(octets);
        if (known == null || !known.levels.remove((Integer) level) || !known.levels.isEmpty()) return;
        byOctets.remove(octets);
        for (var longer : byOctets.tailMap(octets, false).values()) {
            if (!known.begins(longer.octets)) break;
            if (longer.shorter == known) longer.shorter = known.shorter;
        }
    }

    /** The innermost level with the longest boundary that {@code line} begins with; -1 when there is none. */
    int levelOf(byte[] line) {
        var known = longest(line);
        return known == null ? -1 : known.levels.get(known.levels.size() - 1);
    }

    private @Nullable Known longest(byte[] line) {
        var before = byOctets.floorEntry(line);
        if (before == null) return null;
        var known = before.getValue();
        int common = common(known.octets, line);
        while (known != null && known.octets.length > common) known = known.shorter;
        return known;
    }

    private static int common(byte[] a, byte[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }
}
