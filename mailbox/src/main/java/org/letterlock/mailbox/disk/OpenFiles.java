package org.letterlock.mailbox.disk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log at one time. As long as somebody holds this, each can be read, even when it was {@linkplain
 * SegmentLog#retire retired} since.
 */
public final class OpenFiles {
    private final NavigableMap<Integer, Segment> logs = new TreeMap<>();
    private final NavigableMap<Integer, Segment> bodies = new TreeMap<>();

    OpenFiles(Collection<Segment> segments) {
        for (var segment : segments) (segment.bodies ? bodies : logs).put(segment.number, segment);
    }

    OpenFiles with(Segment segment) {
        var all = all();
        all.add(segment);
        return new OpenFiles(all);
    }

    OpenFiles without(Segment segment) {
        var all = all();
        all.remove(segment);
        return new OpenFiles(all);
    }

    @Nullable
    Segment find(boolean inBodies, int number) {
        return (inBodies ? bodies : logs).get(number);
    }

    /** The segment of the log that comes behind that one. */
    @Nullable
    Segment after(Segment segment) {
        var next = logs.higherEntry(segment.number);
        return next == null ? null : next.getValue();
    }

    /** The log's in order, then those of bodies. */
    List<Segment> all() {
        var all = new ArrayList<>(logs.values());
        all.addAll(bodies.values());
        return all;
    }
}
