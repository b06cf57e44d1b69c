package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.StoreException;

/**
 * Up to 256 neighbouring messages of a mailbox as columns: 37 octets a message. What a table shows of a chunk is never
 * written again; only behind the end of the newest table it grows, under the mailbox's lock.
 *
 * <p>Flags stand once in the chunk's palette, and a message has their place there. The palette, and the highest MODSEQ,
 * may know more than an older table shows; that costs it a look in vain, no more.
 */
final class Chunk {
    static final int MOST = 256;
    private static final int WIDTH = 37; // octets of a message in a snapshot
    /** Octets of a chunk in a snapshot, at least. */
    static final int LEAST = 2 + 2 + 3 + WIDTH;

    private static final long SECONDS = 0xFFFF_FFFFL; // of a saved date: until the year 2106
    private final int[] uids;
    private final long[] modSequences;
    private final byte[] flags;
    private final long[] internalDates;
    private final int[] savedDates;
    private final int[] sizes;
    private final long[] handles; // empty when bodies are kept here
    private final Body[] bodies; // empty when handles are
    private volatile Flags[] palette; // read by those who have an older table, while it grows
    private int colours;
    private volatile long highest;

    /** Empty, with room for {@code capacity}; {@code inHeap}: it keeps bodies, not handles. */
    Chunk(int capacity, boolean inHeap) {
        this(capacity, inHeap, new Flags[2]);
    }

    private Chunk(int capacity, boolean inHeap, Flags[] palette) {
        uids = new int[capacity];
        modSequences = new long[capacity];
        flags = new byte[capacity];
        internalDates = new long[capacity];
        savedDates = new int[capacity];
        sizes = new int[capacity];
        handles = new long[inHeap ? 0 : capacity];
        bodies = new Body[inHeap ? capacity : 0];
        this.palette = palette;
    }

    /** About what a chunk of that capacity takes in the heap. */
    static long octets(int capacity) {
        return 256 + (long) WIDTH * capacity;
    }

    int capacity() {
        return uids.length;
    }

    boolean inHeap() {
        return handles.length == 0;
    }

    long uid(int row) {
        return Integer.toUnsignedLong(uids[row]);
    }

    long modSequence(int row) {
        return modSequences[row];
    }

    /** No message here has a higher MODSEQ. */
    long highest() {
        return highest;
    }

    Flags flags(int row) {
        return palette[flags[row] & 0xFF];
    }

    InternalDate internalDate(int row) {
        long packed = internalDates[row];
        return new InternalDate(packed >> 12, (int) (packed << 52 >> 52));
    }

    InternalDate savedDate(int row) {
        return new InternalDate(Integer.toUnsignedLong(savedDates[row]), 0);
    }

    long size(int row) {
        return Integer.toUnsignedLong(sizes[row]);
    }

    long handle(int row) {
        return handles[row];
    }

    Body body(int row) {
        return bodies[row];
    }

    /** The columns of the first {@code used} messages as they lie, behind their palette. See {@link Snapshot}. */
    void write(SnapshotWriter out, int used, SortedMap<String, Integer> keywords) {
        var places = new byte[used];
        var inUse = inUse(used, places);
        out.number16(used);
        out.number16(inUse.size());
        for (var each : inUse) out.flags(each, keywords);
        for (int i = 0; i < used; i++) out.number32(uids[i]);
        for (int i = 0; i < used; i++) out.number64(modSequences[i]);
        for (int i = 0; i < used; i++) out.octet(places[i]);
        for (int i = 0; i < used; i++) out.number64(internalDates[i]);
        for (int i = 0; i < used; i++) out.number32(savedDates[i]);
        for (int i = 0; i < used; i++) out.number32(sizes[i]);
        for (int i = 0; i < used; i++) out.number64(handles[i]);
    }

    /** The next chunk of a snapshot, full; what stands there is looked at by {@link #check}. */
    static Chunk read(ByteBuffer in, SnapshotReader flags) {
        int used = SnapshotReader.between(1, MOST, Short.toUnsignedInt(in.getShort()), "messages in a chunk");
        int colours = SnapshotReader.between(1, used, Short.toUnsignedInt(in.getShort()), "flags in a chunk");
        var palette = new Flags[colours];
        for (int i = 0; i < colours; i++) palette[i] = flags.flags(in);
        if (in.remaining() < used * WIDTH) throw new StoreException("a chunk's end is missing");
        var chunk = new Chunk(used, false, palette);
        chunk.colours = colours;
        for (int i = 0; i < used; i++) chunk.uids[i] = in.getInt();
        for (int i = 0; i < used; i++) chunk.modSequences[i] = in.getLong();
        in.get(chunk.flags);
        for (int i = 0; i < used; i++) chunk.internalDates[i] = in.getLong();
        for (int i = 0; i < used; i++) chunk.savedDates[i] = in.getInt();
        for (int i = 0; i < used; i++) chunk.sizes[i] = in.getInt();
        for (int i = 0; i < used; i++) chunk.handles[i] = in.getLong();
        return chunk;
    }

    /** Makes sure of what was read: UIDs ascend from above {@code after}, none and no MODSEQ is beyond these. */
    void check(long after, long uidNext, long modSequence) {
        long last = after;
        long highest = 0;
        for (int i = 0; i < uids.length; i++) {
            last = SnapshotReader.between(last + 1, uidNext - 1, uid(i), "UID");
            highest = Math.max(highest, SnapshotReader.between(1, modSequence, modSequences[i], "MODSEQ"));
            SnapshotReader.between(0, colours - 1, flags[i] & 0xFF, "place in a palette");
            SnapshotReader.between(-18 * 60, 18 * 60, internalDate(i).offsetMinutes(), "zone");
            SnapshotReader.between(1, Long.MAX_VALUE, handles[i], "handle");
        }
        this.highest = highest;
    }

    /** Counts the keywords of a full chunk. */
    void count(Keywords uses) {
        var messages = new int[colours];
        for (byte place : flags) messages[place & 0xFF]++;
        for (int i = 0; i < colours; i++) if (messages[i] > 0) uses.add(palette[i], messages[i]);
    }

    /** Whether the palette has these flags, or room for them. */
    boolean takes(Flags more) {
        return colours < MOST || colour(more) < colours;
    }

    /** Writes all of a message but its body. */
    void set(int row, long uid, long modSequence, Flags flags, InternalDate internal, InternalDate saved, long size) {
        uids[row] = (int) uid;
        internalDates[row] = packed(internal);
        savedDates[row] = (int) Math.max(0, Math.min(SECONDS, saved.epochSecond()));
        sizes[row] = (int) size;
        flag(row, flags, modSequence);
    }

    /** Writes flags that this chunk {@link #takes}, and what MODSEQ they came with. */
    void flag(int row, Flags flags, long modSequence) {
        this.flags[row] = (byte) add(flags);
        modSequences[row] = modSequence;
        if (modSequence > highest) highest = modSequence;
    }

    void place(int row, long handle) {
        handles[row] = handle;
    }

    void keep(int row, Body body) {
        bodies[row] = body;
    }

    /** The first {@code used} messages again, with room for {@code capacity}. */
    Chunk copy(int used, int capacity) {
        var copy = new Chunk(capacity, inHeap(), palette.clone());
        copy.colours = colours;
        copy.columns(0, this, 0, used);
        System.arraycopy(flags, 0, copy.flags, 0, used);
        return copy;
    }

    /** Writes {@code from}'s messages {@code first} to {@code end} here, from {@code row} on. */
    void take(int row, Chunk from, int first, int end) {
        columns(row, from, first, end - first);
        var places = new int[MOST]; // in this palette, and one more, of each place in that one
        for (int i = 0; i < end - first; i++) {
            int there = from.flags[first + i] & 0xFF;
            if (places[there] == 0) places[there] = 1 + add(from.palette[there]);
            flags[row + i] = (byte) (places[there] - 1);
        }
    }

    /** All but the flags. */
    private void columns(int row, Chunk from, int first, int count) {
        System.arraycopy(from.uids, first, uids, row, count);
        System.arraycopy(from.modSequences, first, modSequences, row, count);
        System.arraycopy(from.internalDates, first, internalDates, row, count);
        System.arraycopy(from.savedDates, first, savedDates, row, count);
        System.arraycopy(from.sizes, first, sizes, row, count);
        if (inHeap()) System.arraycopy(from.bodies, first, bodies, row, count);
        else System.arraycopy(from.handles, first, handles, row, count);
        long most = highest;
        for (int i = row; i < row + count; i++) most = Math.max(most, modSequences[i]);
        highest = most;
    }

    /** Makes room in the palette for what {@code row} shall have: that of flags which no other of the messages has. */
    void makeRoom(int used, int row, Flags next) {
        var needed = new boolean[MOST];
        for (int i = 0; i < used; i++) if (i != row) needed[flags[i] & 0xFF] = true;
        int free = 0;
        while (needed[free]) free++;
        palette[free] = next;
    }

    /** The flags that the first {@code used} messages have, once each; {@code places} gets where in them. */
    private List<Flags> inUse(int used, byte[] places) {
        var inUse = new ArrayList<Flags>();
        var placeOf = new int[MOST]; // and one more
        for (int i = 0; i < used; i++) {
            int there = flags[i] & 0xFF;
            if (placeOf[there] == 0) {
                inUse.add(palette[there]);
                placeOf[there] = inUse.size();
            }
            places[i] = (byte) (placeOf[there] - 1);
        }
        return inUse;
    }

    private int add(Flags more) {
        int at = colour(more);
        if (at == colours) {
            var into = palette;
            if (at == into.length) {
                into = Arrays.copyOf(into, Math.min(MOST, at * 2));
                into[at] = more;
                palette = into;
            } else {
                into[at] = more;
            }
            colours++;
        }
        return at;
    }

    private int colour(Flags wanted) {
        var known = palette;
        for (int i = 0; i < colours; i++) if (known[i] == wanted) return i;
        for (int i = 0; i < colours; i++) if (same(known[i], wanted)) return i;
        return colours;
    }

    /** Equal, and in the same letter case: a keyword nobody uses any more may come back in another. */
    private static boolean same(Flags a, Flags b) {
        return a.systemBits() == b.systemBits() && a.keywords().equals(b.keywords());
    }

    private static long packed(InternalDate date) {
        int offset = date.offsetMinutes();
        long second = date.epochSecond();
        if (offset << 20 >> 20 != offset || second << 12 >> 12 != second)
            throw new IllegalArgumentException("no such date: " + date);
        return second << 12 | offset & 0xFFF;
    }
}
