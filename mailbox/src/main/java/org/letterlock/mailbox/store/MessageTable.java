package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.ModSequence;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;

/**
 * The messages of one mailbox, ascending by UID, with what STATUS counts. Immutable to whoever holds one: a change makes
 * a new table that shares all chunks it does not touch. An append writes behind the end of the newest table, where no
 * older one looks; so only the newest table may be appended to, under the mailbox's lock.
 *
 * <p>A store in memory has the bodies in its tables; another has their handles there, see {@link Bodies}.
 */
final class MessageTable {
    /** Without messages, for those whose bodies are in the heap. */
    static final MessageTable EMPTY = empty(null);

    final @Nullable Bodies bodies; // null: the chunks have the bodies themselves
    final Chunk[] chunks;
    final int[] starts; // position of each chunk's first message
    final int chunkCount;
    private final int count;
    private final int unseen;
    private final int deleted;
    private final long size;

    MessageTable(
            @Nullable Bodies bodies,
            Chunk[] chunks,
            int[] starts,
            int chunkCount,
            int count,
            int unseen,
            int deleted,
            long size) {
        this.bodies = bodies;
        this.chunks = chunks;
        this.starts = starts;
        this.chunkCount = chunkCount;
        this.count = count;
        this.unseen = unseen;
        this.deleted = deleted;
        this.size = size;
    }

    /** Without messages; {@code bodies} knows theirs, or null when they are in the heap. */
    static MessageTable empty(@Nullable Bodies bodies) {
        return new MessageTable(bodies, new Chunk[0], new int[0], 0, 0, 0, 0, 0);
    }

    /** The same, with handles that {@code others} knows. */
    MessageTable with(Bodies others) {
        if (bodies == null) throw new IllegalStateException("the bodies are here");
        return new MessageTable(others, chunks, starts, chunkCount, count, unseen, deleted, size);
    }

    int count() {
        return count;
    }

    int unseen() {
        return unseen;
    }

    int deleted() {
        return deleted;
    }

    /** Octets of all messages. */
    long size() {
        return size;
    }

    /** About what it takes in the heap. */
    long octets() {
        long octets = 0;
        for (int c = 0; c < chunkCount; c++) octets += Chunk.octets(chunks[c].capacity());
        return octets;
    }

    Message get(int index) {
        int c = chunkOf(index);
        var chunk = chunks[c];
        int i = index - starts[c];
        return new Message(
                new Uid(chunk.uid(i)),
                new ModSequence(chunk.modSequence(i)),
                chunk.flags(i),
                chunk.internalDate(i),
                chunk.savedDate(i),
                bodies == null ? chunk.body(i) : bodies.at(chunk.handle(i), chunk.size(i)));
    }

    /** The message at {@code index} as the log has it; only where bodies are not in the heap. */
    Row row(int index) {
        int c = chunkOf(index);
        var chunk = chunks[c];
        int i = index - starts[c];
        return new Row(
                chunk.uid(i),
                chunk.modSequence(i),
                chunk.flags(i),
                chunk.internalDate(i),
                chunk.savedDate(i),
                chunk.size(i),
                chunk.handle(i));
    }

    long uid(int index) {
        int c = chunkOf(index);
        return chunks[c].uid(index - starts[c]);
    }

    long modSequence(int index) {
        int c = chunkOf(index);
        return chunks[c].modSequence(index - starts[c]);
    }

    Flags flags(int index) {
        int c = chunkOf(index);
        return chunks[c].flags(index - starts[c]);
    }

    /** Octets of the message at {@code index}. */
    long size(int index) {
        int c = chunkOf(index);
        return chunks[c].size(index - starts[c]);
    }

    /** Where its body is; only where bodies are not in the heap. */
    long handle(int index) {
        int c = chunkOf(index);
        return chunks[c].handle(index - starts[c]);
    }

    /** Position of the first message with that UID or a higher one; {@link #count} when there is none. */
    int ceiling(long uid) {
        if (chunkCount == 0) return 0;
        int lo = 0;
        int hi = chunkCount - 1; // the last chunk that begins at or below uid
        while (lo < hi) {
            int mid = (lo + hi + 1) >>> 1;
            if (chunks[mid].uid(0) <= uid) lo = mid;
            else hi = mid - 1;
        }
        var chunk = chunks[lo];
        int from = 0;
        int to = used(lo);
        while (from < to) {
            int mid = (from + to) >>> 1;
            if (chunk.uid(mid) < uid) from = mid + 1;
            else to = mid;
        }
        return starts[lo] + from;
    }

    /** Position of the message with that UID, or -1. */
    int find(long uid) {
        int at = ceiling(uid);
        return at < count && uid(at) == uid ? at : -1;
    }

    /** Messages with a MODSEQ above {@code since}, ascending; a chunk without one costs one look. */
    Selection changedSince(long since) {
        var finder = new Selection.Finder(this);
        for (int c = 0; c < chunkCount; c++) {
            var chunk = chunks[c];
            if (chunk.highest() <= since) continue;
            int used = used(c);
            for (int i = 0; i < used; i++) if (chunk.modSequence(i) > since) finder.add(starts[c] + i);
        }
        return finder.found();
    }

    /** With {@code more} behind the last, in this order; their UIDs are higher than all here. */
    MessageTable append(List<Message> more) {
        var edit = new TableEdit(this);
        for (var message : more) edit.append(message);
        return edit.table();
    }

    /** Without those of {@code uids} that are here. */
    MessageTable remove(UidSet uids) {
        var left = new Chunk[Math.max(4, chunkCount)];
        var leftStarts = new int[left.length];
        int leftCount = 0;
        int total = 0;
        int unseen = this.unseen;
        int deleted = this.deleted;
        long size = this.size;
        var ranges = uids.ranges();
        int range = 0; // the first that does not end before the message looked at
        for (int c = 0; c < chunkCount; c++) {
            var chunk = chunks[c];
            int used = used(c);
            Chunk thinned = null;
            int kept = 0;
            int keptFrom = 0; // of the messages that stay and are not in thinned yet
            for (int i = 0; i < used; i++) {
                long uid = chunk.uid(i);
                while (range < ranges.size() && ranges.get(range).last() < uid) range++;
                if (range == ranges.size() || ranges.get(range).first() > chunk.uid(used - 1)) break;
                if (ranges.get(range).first() > uid) continue;
                if (thinned == null) thinned = new Chunk(used, bodies == null);
                thinned.take(kept, chunk, keptFrom, i);
                kept += i - keptFrom;
                keptFrom = i + 1;
                if (!chunk.flags(i).has(SystemFlag.SEEN)) unseen--;
                if (chunk.flags(i).has(SystemFlag.DELETED)) deleted--;
                size -= chunk.size(i);
            }
            if (thinned != null) {
                thinned.take(kept, chunk, keptFrom, used);
                used = kept + used - keptFrom;
                if (used == 0) continue;
                chunk = thinned.copy(used, used);
            }
            int before = leftCount == 0 ? Chunk.MOST : total - leftStarts[leftCount - 1];
            if (before + used <= Chunk.MOST / 2) { // two thin neighbours become one
                var joined = left[leftCount - 1].copy(before, before + used);
                joined.take(before, chunk, 0, used);
                left[leftCount - 1] = joined;
            } else {
                leftStarts[leftCount] = total;
                left[leftCount++] = chunk;
            }
            total += used;
        }
        if (total == count) return this;
        return new MessageTable(bodies, left, leftStarts, leftCount, total, unseen, deleted, size);
    }

    /** See {@link Snapshot}. */
    void write(SnapshotWriter out, SortedMap<String, Integer> keywords) {
        out.number32(chunkCount);
        for (int c = 0; c < chunkCount; c++) chunks[c].write(out, used(c), keywords);
    }

    /** Of UIDs below {@code uidNext}, and MODSEQs up to {@code most}; counts their keywords in {@code uses}. */
    static MessageTable read(
            ByteBuffer in, Bodies bodies, SnapshotReader flags, long uidNext, long most, Keywords uses) {
        int chunkCount = SnapshotReader.between(0, in.remaining() / Chunk.LEAST, in.getInt(), "chunks");
        var chunks = new Chunk[chunkCount];
        var starts = new int[chunkCount];
        int count = 0;
        int unseen = 0;
        int deleted = 0;
        long size = 0;
        long last = 0;
        for (int c = 0; c < chunkCount; c++) {
            var chunk = Chunk.read(in, flags);
            chunk.check(last, uidNext, most);
            int used = chunk.capacity();
            for (int i = 0; i < used; i++) {
                if (!chunk.flags(i).has(SystemFlag.SEEN)) unseen++;
                if (chunk.flags(i).has(SystemFlag.DELETED)) deleted++;
                size += chunk.size(i);
            }
            chunk.count(uses);
            chunks[c] = chunk;
            starts[c] = count;
            count += used;
            last = chunk.uid(used - 1);
        }
        return new MessageTable(bodies, chunks, starts, chunkCount, count, unseen, deleted, size);
    }

    int chunkOf(int index) {
        if (index < 0 || index >= count) throw new IndexOutOfBoundsException(index + " of " + count);
        int lo = index / Chunk.MOST; // no chunk holds more
        int hi = chunkCount - 1;
        while (lo < hi) {
            int mid = (lo + hi + 1) >>> 1;
            if (starts[mid] <= index) lo = mid;
            else hi = mid - 1;
        }
        return lo;
    }

    private int used(int chunk) {
        return (chunk == chunkCount - 1 ? count : starts[chunk + 1]) - starts[chunk];
    }
}
