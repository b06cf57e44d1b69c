package org.letterlock.mailbox.store;

import java.util.Arrays;
import java.util.List;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.SystemFlag;

/**
 * The messages of one mailbox, ascending by UID, with what STATUS counts. Immutable to whoever holds one: a change makes
 * a new table that shares all chunks it does not touch. An append writes behind the end of the newest table, where no
 * older one looks; so only the newest table may be appended to, under the mailbox's lock.
 */
final class MessageTable {
    static final MessageTable EMPTY = new MessageTable(new Message[4][], new int[4], 0, 0, 0, 0, 0);
    private static final int CHUNK = 256;
    private final Message[][] chunks;
    private final int[] starts; // position of each chunk's first message
    private final int chunkCount;
    private final int count;
    private final int unseen;
    private final int deleted;
    private final long size;

    private MessageTable(
            Message[][] chunks, int[] starts, int chunkCount, int count, int unseen, int deleted, long size) {
        this.chunks = chunks;
        this.starts = starts;
        this.chunkCount = chunkCount;
        this.count = count;
        this.unseen = unseen;
        this.deleted = deleted;
        this.size = size;
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

    Message get(int index) {
        if (index < 0 || index >= count) throw new IndexOutOfBoundsException(index + " of " + count);
        int chunk = chunkOf(index);
        return chunks[chunk][index - starts[chunk]];
    }

    long uid(int index) {
        return get(index).uid().value();
    }

    /** Position of the first message with that UID or a higher one; {@link #count} when there is none. */
    int ceiling(long uid) {
        int lo = 0;
        int hi = chunkCount - 1; // the last chunk that begins at or below uid
        while (lo < hi) {
            int mid = (lo + hi + 1) >>> 1;
            if (chunks[mid][0].uid().value() <= uid) lo = mid;
            else hi = mid - 1;
        }
        if (chunkCount == 0) return 0;
        var chunk = chunks[lo];
        int from = 0;
        int to = used(lo);
        while (from < to) {
            int mid = (from + to) >>> 1;
            if (chunk[mid].uid().value() < uid) from = mid + 1;
            else to = mid;
        }
        return starts[lo] + from;
    }

    /** Position of the message with that UID, or -1. */
    int find(long uid) {
        int at = ceiling(uid);
        return at < count && uid(at) == uid ? at : -1;
    }

    /** With {@code more} behind the last, in this order; their UIDs are higher than all here. */
    MessageTable append(List<Message> more) {
        var chunks = this.chunks;
        var starts = this.starts;
        int chunkCount = this.chunkCount;
        int count = this.count;
        int unseen = this.unseen;
        int deleted = this.deleted;
        long size = this.size;
        boolean mine = false; // the top arrays may be written below chunkCount
        int used = chunkCount == 0 ? 0 : used(chunkCount - 1);
        for (var message : more) {
            if (chunkCount == 0 || used == CHUNK) {
                if (chunkCount == chunks.length) {
                    chunks = Arrays.copyOf(chunks, chunkCount * 2);
                    starts = Arrays.copyOf(starts, chunkCount * 2);
                    mine = true;
                } else if (chunkCount == 0) {
                    chunks = new Message[4][]; // EMPTY is everybody's
                    starts = new int[4];
                    mine = true;
                }
                chunks[chunkCount] = new Message[chunkCount == 0 ? 8 : CHUNK];
                starts[chunkCount++] = count;
                used = 0;
            } else if (used == chunks[chunkCount - 1].length) {
                if (!mine) chunks = chunks.clone();
                mine = true;
                chunks[chunkCount - 1] = Arrays.copyOf(chunks[chunkCount - 1], Math.min(CHUNK, used * 2));
            }
            chunks[chunkCount - 1][used++] = message;
            count++;
            if (!message.flags().has(SystemFlag.SEEN)) unseen++;
            if (message.flags().has(SystemFlag.DELETED)) deleted++;
            size += message.size();
        }
        return new MessageTable(chunks, starts, chunkCount, count, unseen, deleted, size);
    }

    /** With each of {@code changed}, ascending, in the place of the message with its UID. */
    MessageTable replace(List<Message> changed) {
        var chunks = this.chunks.clone();
        int unseen = this.unseen;
        int deleted = this.deleted;
        int copied = -1;
        for (var message : changed) {
            int index = find(message.uid().value());
            int chunk = chunkOf(index);
            if (chunk != copied) chunks[chunk] = chunks[chunk].clone();
            copied = chunk;
            var before = chunks[chunk][index - starts[chunk]];
            chunks[chunk][index - starts[chunk]] = message;
            unseen += count(!message.flags().has(SystemFlag.SEEN))
                    - count(!before.flags().has(SystemFlag.SEEN));
            deleted += count(message.flags().has(SystemFlag.DELETED))
                    - count(before.flags().has(SystemFlag.DELETED));
        }
        return new MessageTable(chunks, starts, chunkCount, count, unseen, deleted, size);
    }

    /** Without {@code gone}, ascending, all of which are here. */
    MessageTable remove(List<Message> gone) {
        if (gone.size() == count) return EMPTY;
        var kept = new Message[Math.max(4, chunkCount)][];
        var keptStarts = new int[kept.length];
        int keptCount = 0;
        int total = 0;
        int next = 0;
        for (int c = 0; c < chunkCount; c++) {
            var chunk = chunks[c];
            int used = used(c);
            long last = chunk[used - 1].uid().value();
            if (next < gone.size() && gone.get(next).uid().value() <= last) {
                var left = new Message[used];
                int n = 0;
                for (int i = 0; i < used; i++) {
                    if (next < gone.size()
                            && chunk[i].uid().equals(gone.get(next).uid())) next++;
                    else left[n++] = chunk[i];
                }
                if (n == 0) continue;
                chunk = Arrays.copyOf(left, n);
                used = n;
            }
            int before = keptCount == 0 ? CHUNK : total - keptStarts[keptCount - 1];
            if (before + used <= CHUNK / 2) { // two thin neighbours become one
                var joined = Arrays.copyOf(kept[keptCount - 1], before + used);
                System.arraycopy(chunk, 0, joined, before, used);
                kept[keptCount - 1] = joined;
            } else {
                keptStarts[keptCount] = total;
                kept[keptCount++] = chunk;
            }
            total += used;
        }
        int unseen = this.unseen;
        int deleted = this.deleted;
        long size = this.size;
        for (var message : gone) {
            if (!message.flags().has(SystemFlag.SEEN)) unseen--;
            if (message.flags().has(SystemFlag.DELETED)) deleted--;
            size -= message.size();
        }
        return new MessageTable(kept, keptStarts, keptCount, total, unseen, deleted, size);
    }

    private int chunkOf(int index) {
        int lo = index / CHUNK; // no chunk holds more
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

    private static int count(boolean is) {
        return is ? 1 : 0;
    }
}
