package org.letterlock.mailbox.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.SystemFlag;

/**
 * A table on its way to the next one. It copies what others see before it writes there, and writes without copying
 * behind the end, where nobody looks. Used by one thread, under the mailbox's lock.
 */
final class TableEdit {
    private final @Nullable Bodies bodies;
    private Chunk[] chunks;
    private int[] starts;
    private int chunkCount;
    private int count;
    private int unseen;
    private int deleted;
    private long size;
    private boolean ownTop; // chunks and starts are this edit's
    private int owned = -1; // the chunk that was copied last

    TableEdit(MessageTable table) {
        bodies = table.bodies;
        chunks = table.chunks;
        starts = table.starts;
        chunkCount = table.chunkCount;
        count = table.count();
        unseen = table.unseen();
        deleted = table.deleted();
        size = table.size();
    }

    /** The table with all that was written so far. */
    MessageTable table() {
        return new MessageTable(bodies, chunks, starts, chunkCount, count, unseen, deleted, size);
    }

    /** Behind the last; its UID is higher than all here. */
    void append(Message m) {
        var chunk = open(m.flags());
        int row = count - starts[chunkCount - 1];
        chunk.set(row, m.uid().value(), m.modSequence().value(), m.flags(), m.internalDate(), m.savedDate(), m.size());
        if (bodies == null) chunk.keep(row, m.body());
        else chunk.place(row, bodies.handle(m.body()));
        count++;
        counted(m.flags(), m.size(), 1);
    }

    /**
     * Where its UID belongs, in the place of the message that has it. One that has it with a higher MODSEQ is newer, and
     * only its handle is replaced.
     */
    void put(Row row) {
        int at = table().ceiling(row.uid());
        if (at == count) {
            var chunk = open(row.flags());
            write(chunk, count - starts[chunkCount - 1], row);
            count++;
            counted(row.flags(), row.size(), 1);
            return;
        }
        int c = table().chunkOf(at);
        int i = at - starts[c];
        if (chunks[c].uid(i) != row.uid()) {
            insert(c, i, row);
            return;
        }
        if (row.modSequence() >= chunks[c].modSequence(i)) {
            var before = chunks[c].flags(i);
            long octets = chunks[c].size(i);
            write(own(c, i, row.flags()), i, row);
            counted(before, octets, -1);
            counted(row.flags(), row.size(), 1);
        } else {
            place(at, row.handle());
        }
    }

    /** Gives the message at {@code index} flags, and the MODSEQ of that change. */
    void flag(int index, Flags flags, long modSequence) {
        int c = table().chunkOf(index);
        int i = index - starts[c];
        counted(chunks[c].flags(i), 0, -1);
        own(c, i, flags).flag(i, flags, modSequence);
        counted(flags, 0, 1);
    }

    /** The body of the message at {@code index} is elsewhere from now on; that is no change of the message. */
    void place(int index, long handle) {
        int c = table().chunkOf(index);
        int i = index - starts[c];
        own(c, i, chunks[c].flags(i)).place(i, handle);
    }

    private static void write(Chunk chunk, int i, Row row) {
        chunk.set(i, row.uid(), row.modSequence(), row.flags(), row.internalDate(), row.savedDate(), row.size());
        chunk.place(i, row.handle());
    }

    private void counted(Flags flags, long octets, int times) {
        if (!flags.has(SystemFlag.SEEN)) unseen += times;
        if (flags.has(SystemFlag.DELETED)) deleted += times;
        size += octets * times;
    }

    /** The last chunk, with a free place behind the end, and one in its palette. */
    private Chunk open(Flags flags) {
        int last = chunkCount - 1;
        int used = last < 0 ? Chunk.MOST : count - starts[last];
        if (used == Chunk.MOST) {
            if (chunkCount == chunks.length) ownTop(Math.max(4, chunkCount * 2));
            chunks[chunkCount] = new Chunk(chunkCount == 0 ? 8 : Chunk.MOST, bodies == null);
            starts[chunkCount] = count;
            return chunks[chunkCount++];
        }
        var chunk = chunks[last];
        boolean full = used == chunk.capacity();
        if (full || !chunk.takes(flags)) {
            ownTop(chunks.length);
            chunk = chunk.copy(used, full ? Math.min(Chunk.MOST, used * 2) : chunk.capacity());
            if (!chunk.takes(flags)) chunk.makeRoom(used, used, flags);
            chunks[last] = chunk;
        }
        return chunk;
    }

    /** A copy of chunk {@code c} to write in, at {@code row} with {@code flags}. */
    private Chunk own(int c, int row, Flags flags) {
        ownTop(chunks.length);
        if (owned != c) chunks[c] = chunks[c].copy(used(c), chunks[c].capacity());
        if (!chunks[c].takes(flags)) chunks[c].makeRoom(used(c), row, flags);
        owned = c;
        return chunks[c];
    }

    /** Puts {@code row} before message {@code i} of chunk {@code c}; a full chunk becomes two. */
    private void insert(int c, int i, Row row) {
        int used = used(c);
        var chunk = chunks[c];
        boolean split = used == Chunk.MOST;
        ownTop(split && chunkCount == chunks.length ? chunkCount * 2 : chunks.length);
        var left = new Chunk(split ? i + 1 : used + 1, false);
        left.take(0, chunk, 0, i);
        write(left, i, row);
        chunks[c] = left;
        if (split) {
            System.arraycopy(chunks, c + 1, chunks, c + 2, chunkCount - c - 1);
            System.arraycopy(starts, c + 1, starts, c + 2, chunkCount - c - 1);
            chunkCount++;
            chunks[c + 1] = new Chunk(used - i, false);
            chunks[c + 1].take(0, chunk, i, used);
            starts[c + 1] = starts[c] + i;
        } else {
            left.take(i + 1, chunk, i, used);
        }
        for (int later = c + 1; later < chunkCount; later++) starts[later]++;
        owned = -1;
        count++;
        counted(row.flags(), row.size(), 1);
    }

    private int used(int chunk) {
        return (chunk == chunkCount - 1 ? count : starts[chunk + 1]) - starts[chunk];
    }

    private void ownTop(int length) {
        if (ownTop && length == chunks.length) return;
        chunks = Arrays.copyOf(chunks, length);
        starts = Arrays.copyOf(starts, length);
        ownTop = true;
    }
}
