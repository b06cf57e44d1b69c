package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.DiskFile;

/**
 * A store's index at one LSN, in a file: with it, an opening reads the log from there on only, and a mailbox's state is
 * read when somebody asks for it. It is made under another name and gets its own when it is whole on stable storage, so
 * that it is there whole or not at all. See {@link IndexWriter}.
 *
 * <pre>
 *   "letterlock index 2\n" · 5 zeros · 8 LSN · 8 the store's seal · 4 CRC-32C of the last commit · 4 CRC-32C of these
 *   pieces: 4 kind · 4 length · 4 CRC-32C of octets, seal, kind and length · octets
 *       1 a mailbox's state, see {@link Snapshot}
 *       2 operations, see {@link Ops}: what says whose the states are, and all else
 *       0 the end, no octets
 * </pre>
 *
 * Seal and last commit tell whether it is the index of this log, or was once copied from elsewhere.
 */
final class IndexFile implements AutoCloseable {
    static final byte[] MAGIC = "letterlock index 2\n\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    static final int HEADER = 48;
    static final int HEAD = 12; // of a piece
    static final int END = 0;
    static final int STATE = 1;
    static final int OPERATIONS = 2;
    static final String UNFINISHED = "index-new";
    static final int MOST = 1 << 20; // octets read or written at once
    private static final String PREFIX = "index-";
    private final DiskFile file;
    private final long seal;
    private final ReadWriteLock open = new ReentrantReadWriteLock(); // against closing it while somebody reads
    private final List<Long> operations = new ArrayList<>(); // where these pieces are
    private int lastCommit;
    private long size;
    private boolean closed;

    private IndexFile(DiskFile file, long seal) {
        this.file = file;
        this.seal = seal;
    }

    static String name(long lsn) {
        return PREFIX + String.format("%016x", lsn);
    }

    static boolean isOne(String file) {
        return file.matches(PREFIX + "[0-9a-f]{16}");
    }

    /** The names of all there are, the newest first. */
    static List<String> all(Disk disk) throws IOException {
        var all = new ArrayList<>(disk.list());
        all.removeIf(file -> !isOne(file));
        all.sort(Comparator.reverseOrder());
        return all;
    }

    /** Believed only after {@link #problem()} knows of none. */
    static IndexFile open(Disk disk, String name, long seal) throws IOException {
        return new IndexFile(disk.open(name), seal);
    }

    String name() {
        return file.name();
    }

    /** Up to which it says everything. */
    long lsn() {
        return Long.parseUnsignedLong(name().substring(PREFIX.length()), 16);
    }

    /** {@link #crc} of the operations of the last commit up to {@link #lsn()}, 0 when there was none. */
    int lastCommit() {
        return lastCommit;
    }

    long size() {
        return size;
    }

    static int crc(ByteBuffer octets) {
        var crc = new CRC32C();
        crc.update(octets.duplicate());
        return (int) crc.getValue();
    }

    /** What stands before the octets of a piece, of which {@code crc} knows already. */
    static ByteBuffer head(int kind, int length, long seal, CRC32C crc) {
        crc.update(ByteBuffer.allocate(16).putLong(0, seal).putInt(8, kind).putInt(12, length));
        return ByteBuffer.allocate(HEAD).putInt(0, kind).putInt(4, length).putInt(8, (int) crc.getValue());
    }

    static ByteBuffer header(long lsn, long seal, int lastCommit) {
        var header = ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putLong(lsn)
                .putLong(seal)
                .putInt(lastCommit);
        return header.putInt(crc(header.duplicate().flip())).flip();
    }

    /** Reads all of it; what is wrong with it, empty when nothing is. */
    String problem() throws IOException {
        operations.clear();
        size = file.size();
        var header = ByteBuffer.allocate(HEADER);
        if (file.read(header, 0) < HEADER) return "it ends in its header";
        if (!header.flip().slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)))
            return "it is no index of this version";
        lastCommit = header.getInt(MAGIC.length + 16);
        if (crc(header.slice(0, HEADER - 4)) != header.getInt(HEADER - 4)) return "its header is damaged";
        if (header.getLong(MAGIC.length + 8) != seal) return "it is the index of another store";
        if (header.getLong(MAGIC.length) != lsn()) return "it is the index of another LSN";
        var head = ByteBuffer.allocate(HEAD);
        var buffer = ByteBuffer.allocate(MOST);
        for (long at = HEADER; ; ) {
            if (file.read(head.clear(), at) < HEAD) return "it ends at " + at;
            int kind = head.getInt(0);
            int length = head.getInt(4);
            if (length < 0 || length > size - at - HEAD) return "it has a wrong length at " + at;
            if (!isRight(at, head, buffer)) return "its checksum is wrong at " + at;
            if (kind == OPERATIONS) operations.add(at);
            at += HEAD + length;
            if (kind == END) return at == size ? "" : "it goes on behind its end";
        }
    }

    /** Whether the piece there is what its {@code head} says. */
    private boolean isRight(long at, ByteBuffer head, ByteBuffer buffer) throws IOException {
        var crc = new CRC32C();
        int length = head.getInt(4);
        for (int done = 0; done < length; ) {
            buffer.clear().limit(Math.min(buffer.capacity(), length - done));
            int n = file.read(buffer, at + HEAD + done);
            if (n <= 0) return false;
            crc.update(buffer.flip());
            done += n;
        }
        return head(head.getInt(0), length, seal, crc).equals(head.rewind());
    }

    /** Gives what is no mailbox's state to {@code sink}, in order. Only after {@link #problem()}. */
    void operations(Consumer<ByteBuffer> sink) throws IOException {
        for (long at : operations) sink.accept(piece(at, OPERATIONS));
    }

    /**
     * The octets of a mailbox's state; null when this is closed.
     *
     * @throws IOException when they cannot be read, or are not what was written
     */
    @Nullable
    ByteBuffer state(Place place) throws IOException {
        var reading = open.readLock();
        reading.lock();
        try {
            if (closed) return null;
            var octets = piece(place.offset(), STATE);
            if (octets.remaining() != place.length()) throw new IOException("another length");
            return octets;
        } finally {
            reading.unlock();
        }
    }

    private ByteBuffer piece(long at, int kind) throws IOException {
        var head = ByteBuffer.allocate(HEAD);
        if (file.read(head, at) < HEAD) throw new IOException("it ends at " + at);
        int length = head.getInt(4);
        if (head.getInt(0) != kind || length < 0 || length > file.size() - at - HEAD)
            throw new IOException("a wrong head at " + at);
        var octets = ByteBuffer.allocate(length);
        file.read(octets, at + HEAD);
        var crc = new CRC32C();
        crc.update(octets.flip().duplicate());
        if (octets.remaining() < length || !head(kind, length, seal, crc).equals(head.rewind()))
            throw new IOException("its checksum is wrong at " + at);
        return octets;
    }

    /** Gives the piece of a state, head and all, to {@code sink}; false, and perhaps nothing, when it is damaged. */
    boolean copy(Place place, Consumer<ByteBuffer> sink) throws IOException {
        var head = ByteBuffer.allocate(HEAD);
        var buffer = ByteBuffer.allocate(Math.min(MOST, HEAD + place.length()));
        if (file.read(head, place.offset()) < HEAD
                || head.getInt(0) != STATE
                || head.getInt(4) != place.length()
                || !isRight(place.offset(), head, buffer)) return false;
        long size = HEAD + (long) place.length();
        for (long done = 0; done < size; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - done));
            int n = file.read(buffer, place.offset() + done);
            if (n <= 0) throw new IOException(place + " ends");
            sink.accept(buffer.flip());
            done += n;
        }
        return true;
    }

    /** Who reads now comes to an end first; whoever comes later hears null. */
    @Override
    public void close() {
        var closing = open.writeLock();
        closing.lock();
        try {
            closed = true;
            file.close();
        } finally {
            closing.unlock();
        }
    }
}
