package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.DiskFile;

/**
 * Writes an {@link IndexFile}: the states that changed from the heap, all others octet by octet from the index before,
 * so that none is read into the heap for it; then, where each of them is.
 */
final class IndexWriter {
    private final DiskFile file;
    private final long seal;
    private final ByteBuffer buffer = ByteBuffer.allocate(IndexFile.MOST);
    private long flushed;

    private IndexWriter(DiskFile file, long seal) {
        this.file = file;
        this.seal = seal;
    }

    /**
     * An index that is whole on stable storage.
     *
     * @param places of the captured mailboxes' states, in their order
     */
    record Written(IndexFile index, List<Place> places) {}

    /** Where a piece was put. */
    private record Piece(long offset, int length) {}

    /** Writes an index and waits until it is on stable storage. When that fails, nothing of it is left. */
    static Written write(Disk disk, long seal, Capture capture) throws IOException {
        if (disk.list().contains(IndexFile.UNFINISHED)) disk.delete(IndexFile.UNFINISHED);
        var name = IndexFile.name(capture.lsn());
        try {
            List<Piece> pieces;
            try (var file = disk.create(IndexFile.UNFINISHED)) {
                pieces = new IndexWriter(file, seal).write(capture);
                file.force();
            }
            disk.rename(IndexFile.UNFINISHED, name);
            disk.syncDirectory();
            var index = IndexFile.open(disk, name, seal);
            var problem = index.problem(); // what is not right now, would be missed when it is needed
            if (!problem.isEmpty()) {
                index.close();
                throw new IOException(name + ": " + problem);
            }
            var places = new ArrayList<Place>(pieces.size());
            for (var piece : pieces) places.add(new Place(index, piece.offset, piece.length));
            return new Written(index, places);
        } catch (Failed e) {
            clear(disk);
            throw e.cause;
        } catch (IOException | RuntimeException | Error e) {
            clear(disk);
            throw e;
        }
    }

    private static void clear(Disk disk) {
        try {
            if (disk.list().contains(IndexFile.UNFINISHED)) disk.delete(IndexFile.UNFINISHED);
        } catch (IOException e) {
            return; // the next index does it, as after a crash
        }
    }

    private List<Piece> write(Capture capture) throws IOException {
        put(IndexFile.header(capture.lsn(), seal, capture.lastCommit()));
        var pieces = new ArrayList<Piece>(capture.mailboxes().size());
        for (var one : capture.mailboxes()) pieces.add(state(one));
        piece(capture.marks());
        for (int i = 0; i < pieces.size(); i++) {
            var one = capture.mailboxes().get(i);
            piece(one.operations(pieces.get(i).offset, pieces.get(i).length));
        }
        for (var one : capture.accounts()) piece(one.operations());
        for (var one : capture.mails()) piece(one.operations());
        put(IndexFile.head(IndexFile.END, 0, seal, new CRC32C()));
        flush();
        return pieces;
    }

    private Piece state(Capture.OfMailbox one) throws IOException {
        long at = position();
        var place = one.slot().place();
        if (place != null && place.index().copy(place, this::put)) return new Piece(at, place.length());
        var state = one.state(); // of a mailbox that changed, or whose octets are damaged
        var crc = new CRC32C();
        long[] length = new long[1];
        Snapshot.write(state, octets -> {
            length[0] += octets.remaining();
            crc.update(octets.duplicate());
        });
        put(IndexFile.head(IndexFile.STATE, Math.toIntExact(length[0]), seal, crc));
        Snapshot.write(state, this::put);
        return new Piece(at, (int) length[0]);
    }

    private void piece(ByteBuffer operations) {
        var crc = new CRC32C();
        crc.update(operations.duplicate());
        put(IndexFile.head(IndexFile.OPERATIONS, operations.remaining(), seal, crc));
        put(operations.duplicate());
    }

    private long position() {
        return flushed + buffer.position();
    }

    private void put(ByteBuffer octets) {
        int from = octets.position();
        while (from < octets.limit()) {
            int n = Math.min(octets.limit() - from, buffer.remaining());
            buffer.put(octets.slice(from, n));
            from += n;
            if (!buffer.hasRemaining()) flush();
        }
    }

    private void flush() {
        try {
            int n = buffer.flip().remaining();
            file.write(buffer, flushed);
            flushed += n;
            buffer.clear();
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    /** Carries an IOException through a consumer. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final IOException cause;

        Failed(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
