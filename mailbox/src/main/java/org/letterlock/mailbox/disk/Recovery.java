package org.letterlock.mailbox.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log when it is opened: gives its commits to the replay, and leaves behind the last of them nothing but zeros,
 * on stable storage. A record that cannot be believed is damage when a later one shows that it was synced once; what is
 * in it is lost, and the next record that can be believed is searched for. Otherwise it is what a crash left of the last
 * batch. May itself be interrupted at any time, and done again.
 */
final class Recovery {
    private static final String STRANGE = "it is a file of another number or store; it is left alone";
    private final Disk disk;
    private final long afterLsn;
    private final Replay replay;
    private final long seal;
    private final List<Segment> logs = new ArrayList<>();
    private final List<Segment> bodies = new ArrayList<>();
    private int lastBodies; // the highest number in any name
    private @Nullable Segment spareBodies;

    // while walking
    private long expected; // the next LSN; 0 when nothing is known yet
    private long lastLsn;
    private int epoch;
    private long synced = -1; // of the batch walked now
    private long proven = Long.MIN_VALUE; // the highest synced LSN in all that follows; not looked for yet
    private @Nullable Segment batchIn;
    private long batchFrom;
    private @Nullable ByteArrayOutputStream parts; // of a commit whose end is still to come

    Recovery(Disk disk, long seal, long afterLsn, Replay replay) {
        this.disk = disk;
        this.seal = seal;
        this.afterLsn = afterLsn;
        this.replay = replay;
    }

    /**
     * What is there now.
     *
     * @param logs segments in use, the last one to be gone on with from {@code position}; may be none
     * @param bodies files of bodies, likewise
     */
    record Found(
            List<Segment> logs,
            long position,
            long lastLsn,
            int epoch,
            int nextLog,
            List<Segment> bodies,
            @Nullable Segment spareBodies,
            int nextBodies) {
        void close() {
            logs.forEach(s -> s.file.close());
            bodies.forEach(s -> s.file.close());
        }
    }

    Found run() throws IOException {
        try {
            return find();
        } catch (IOException | RuntimeException | Error e) {
            logs.forEach(s -> s.file.close());
            bodies.forEach(s -> s.file.close());
            throw e;
        }
    }

    private Found find() throws IOException {
        findFiles();
        int last = walk();
        if (last >= 0 && lastLsn < afterLsn) {
            replay.damaged(logs.get(last).file.name(), logs.get(last).end, 0, "it ends before LSN " + afterLsn);
            replay.lost(0);
        }
        long position = clear(last);
        if (last >= 0) logs.get(last).end = position;
        long bound = lastLsn; // where a segment's beginning is damaged, rather too high than too low
        for (int i = last; i >= 0; i--) {
            var segment = logs.get(i);
            segment.lastLsn = bound;
            if (segment.firstLsn > 0) bound = segment.firstLsn - 1;
        }
        for (var file : bodies) file.lastLsn = lastLsn;
        return new Found(
                logs,
                position,
                Math.max(afterLsn, lastLsn),
                epoch,
                last < 0 ? 1 : logs.get(last).number + 1,
                bodies,
                spareBodies,
                lastBodies + 1);
    }

    private void findFiles() throws IOException {
        var byNumber = new TreeMap<Integer, String>();
        for (var name : disk.list()) {
            var number = Segment.number(false, name);
            if (number != null) byNumber.put(number, name);
            var inBodies = Segment.number(true, name);
            if (inBodies != null) openBodies(name, inBodies);
        }
        for (var found : byNumber.entrySet()) openLog(found.getValue(), found.getKey());
        if (!bodies.isEmpty() && spareBodies != null) bodies.remove(spareBodies);
    }

    private void openLog(String name, int number) throws IOException {
        var file = disk.open(name);
        var segment = new Segment(false, number, file);
        segment.end = file.size();
        var first = RecordReader.first(file);
        if (first != null) {
            if (isStrange(first, number)) {
                replay.damaged(name, 0, segment.end, STRANGE);
                file.close();
                return;
            }
            segment.firstLsn = first.lsn();
            long made = (first.payload().getInt(4) & 0xffff_ffffL) << 3;
            if (segment.end < made) replay.damaged(name, segment.end, made - segment.end, "the file was cut");
        }
        logs.add(segment);
    }

    private boolean isStrange(FoundRecord first, int number) {
        return first.payload().getInt(0) != number || first.payload().getLong(8) != seal;
    }

    /** The last one is gone on with; if nothing is in it, it is the spare of the one before. */
    private void openBodies(String name, int number) throws IOException {
        lastBodies = Math.max(lastBodies, number);
        var file = disk.open(name);
        var segment = new Segment(true, number, file);
        var first = RecordReader.first(file);
        if (first != null && isStrange(first, number)) {
            replay.damaged(name, 0, file.size(), STRANGE);
            file.close();
            return;
        }
        segment.end = segment.file.size() + 4095 & ~4095L;
        if (segment.file.size() <= RecordFormat.SEGMENT_SIZE) {
            segment.end = RecordFormat.SEGMENT_SIZE;
            if (!bodies.isEmpty()) spareBodies = segment;
        } else {
            spareBodies = null;
        }
        bodies.add(segment);
    }

    /** Walks all records from the segment that has the first LSN asked for; the index of the last one with any, or -1. */
    private int walk() throws IOException {
        int from = 0;
        for (int i = 0; i < logs.size(); i++)
            if (logs.get(i).firstLsn > 0 && logs.get(i).firstLsn <= afterLsn + 1) from = i;
        if (afterLsn > 0 && from < logs.size() && logs.get(from).firstLsn > afterLsn + 1) {
            replay.damaged(logs.get(from).file.name(), 0, 0, "the log before it is missing");
            replay.lost(0);
        }
        int last = -1;
        for (int i = from; i < logs.size(); i++) {
            if (i > from && logs.get(i).number != logs.get(i - 1).number + 1 && afterLsn == 0)
                expected = 0; // some were retired, and that only once a record behind them was synced
            if (!walk(i)) continue;
            for (int lost = Math.max(last + 1, from); lost < i; lost++)
                damaged(logs.get(lost), 0, logs.get(lost).file.size());
            last = i;
        }
        return last;
    }

    /** Whether any record of this segment is believed. */
    private boolean walk(int index) throws IOException {
        var segment = logs.get(index);
        var reader = new RecordReader(segment.file, seal);
        boolean any = false;
        long offset = 0;
        while (true) {
            var found = reader.at(offset);
            if (found == null || !follows(found)) {
                var next = resume(reader, offset, index);
                if (next == null) {
                    segment.end = offset;
                    return any;
                }
                if (next.offset() > 0 || index == 0) damaged(segment, offset, next.offset() - offset);
                else missingBehind(logs.get(index - 1));
                found = next;
            }
            any = true;
            take(segment, found);
            offset = found.end();
        }
    }

    /** The last records of a segment are not there, as the LSN of the next segment shows. */
    private void missingBehind(Segment segment) throws IOException {
        damaged(segment, segment.end, Math.max(0, segment.file.size() - segment.end));
    }

    private boolean follows(FoundRecord found) {
        if (found.epoch() < epoch) return false;
        return expected == 0 ? found.lsn() > lastLsn : found.lsn() == expected;
    }

    /** The record to go on with behind damage, or null when what is there was never synced. */
    private @Nullable FoundRecord resume(RecordReader reader, long offset, int index) throws IOException {
        if (proven == Long.MIN_VALUE) proven = provenBehind(index, offset);
        if (proven < Math.max(expected, 1)) return null;
        for (var next = reader.next(offset); next != null; next = reader.next(next.offset() + 8))
            if (next.lsn() >= expected && next.lsn() > lastLsn && next.epoch() >= epoch) return next;
        return null; // in this segment; what is lost at its end shows in the LSN of the next
    }

    /** The highest synced LSN in a record there or behind it. */
    private long provenBehind(int index, long offset) throws IOException {
        for (int i = logs.size() - 1; i >= index; i--) {
            var reader = new RecordReader(logs.get(i).file, seal);
            long highest = -1;
            long at = i == index ? offset : 0;
            for (var next = reader.next(at); next != null; next = reader.next(next.end()))
                if (next.lsn() >= expected) highest = Math.max(highest, next.synced());
            if (highest >= 0) return highest;
        }
        return -1;
    }

    private void damaged(Segment segment, long offset, long length) {
        parts = null;
        replay.damaged(segment.file.name(), offset, length, "records before the next one that is whole are missing");
        replay.lost(length);
    }

    private void take(Segment segment, FoundRecord found) {
        lastLsn = found.lsn();
        expected = lastLsn + 1;
        if (found.epoch() > epoch) {
            epoch = found.epoch();
            parts = null; // a commit of another run that was never whole
        }
        if (found.synced() != synced) {
            synced = found.synced();
            batchIn = segment;
            batchFrom = found.offset();
        }
        if (found.type() == RecordFormat.OPS) ops(found);
    }

    private void ops(FoundRecord found) {
        if (!found.has(RecordFormat.CONTINUED))
            parts = found.has(RecordFormat.MORE) ? new ByteArrayOutputStream() : null;
        else if (parts == null) return; // its beginning is lost
        var begun = parts;
        if (begun == null) {
            tell(found.lsn(), found.payload());
            return;
        }
        var part = new byte[found.length()];
        found.payload().get(part);
        begun.writeBytes(part);
        if (found.has(RecordFormat.MORE)) return;
        parts = null;
        tell(found.lsn(), ByteBuffer.wrap(begun.toByteArray()).asReadOnlyBuffer());
    }

    private void tell(long lsn, ByteBuffer commit) {
        if (lsn > afterLsn) replay.ops(lsn, commit);
        else replay.known(lsn, commit);
    }

    /** Leaves nothing behind the last record; where to go on. */
    private long clear(int last) throws IOException {
        while (logs.size() > last + 1) clearWhole(logs.remove(logs.size() - 1));
        disk.syncDirectory(); // files that were made before the crash, too
        if (last < 0) return 0;
        var segment = logs.get(last);
        long position = segment.end;
        writeAgain(segment, position);
        zero(segment, position);
        segment.file.force();
        return position;
    }

    /**
     * A segment behind the last record: made ready and not used yet, or all that was written to it is torn. Its zeros may
     * be in memory only, so it is not used.
     */
    private void clearWhole(Segment segment) throws IOException {
        var file = segment.file;
        long end = new RecordReader(file, seal).endOfData(0);
        if (end > 0) replay.torn(file.name(), 0, end);
        file.close();
        disk.delete(file.name());
    }

    /**
     * The last batch may never have been synced: its sync may even have failed, and the system forgotten that it is not
     * on the disk.
     */
    private void writeAgain(Segment segment, long position) throws IOException {
        if (batchIn != segment || position <= batchFrom) return;
        var batch = ByteBuffer.allocate((int) (position - batchFrom));
        batch.limit(Math.min(batch.capacity(), segment.file.read(batch, batchFrom)));
        segment.file.write(batch.position(0), batchFrom);
    }

    private void zero(Segment segment, long position) throws IOException {
        long end = new RecordReader(segment.file, seal).endOfData(position);
        if (end == position) return;
        replay.torn(segment.file.name(), position, end - position);
        var zeros = ByteBuffer.allocate((int) Math.min(1 << 20, end - position));
        for (long at = position; at < end; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), end - at));
            segment.file.write(zeros, at);
        }
    }
}
