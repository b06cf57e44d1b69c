package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.DiskFile;

/**
 * A store's index at one LSN, in a file: with it, an opening reads the log from there on only. It is made under another
 * name and gets its own when it is whole on stable storage, so that it is there whole or not at all.
 *
 * <pre>
 *   "letterlock index 1\n" · 5 zeros · 8 LSN
 *   pieces: 4 length · 4 CRC-32C of length and octets · octets, which are operations
 *   at last a piece of no octets
 * </pre>
 */
final class IndexFile {
    private static final byte[] MAGIC = "letterlock index 1\n\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final String PREFIX = "index-";
    private static final String UNFINISHED = "index-new";
    private static final int HEADER = 32;
    private static final int MOST = 1 << 20; // octets written at once

    private IndexFile() {}

    static String name(long lsn) {
        return PREFIX + String.format("%016x", lsn);
    }

    static boolean isOne(String file) {
        return file.matches(PREFIX + "[0-9a-f]{16}");
    }

    /** LSN of the index in that file. */
    static long lsn(String file) {
        return Long.parseUnsignedLong(file.substring(PREFIX.length()), 16);
    }

    /** The names of all there are, the newest first. */
    static List<String> all(Disk disk) throws IOException {
        var all = new ArrayList<>(disk.list());
        all.removeIf(file -> !isOne(file));
        all.sort(Comparator.reverseOrder());
        return all;
    }

    /** Writes an index, waits until it is on stable storage, and takes away all but the newest two; its size. */
    static long write(Disk disk, Capture capture) throws IOException {
        if (disk.list().contains(UNFINISHED)) disk.delete(UNFINISHED);
        long size;
        try (var file = disk.create(UNFINISHED)) {
            var out = new Output(file);
            out.put(ByteBuffer.wrap(MAGIC));
            out.put(ByteBuffer.allocate(8).putLong(0, capture.lsn()));
            capture.write(out::piece);
            out.piece(ByteBuffer.allocate(0));
            out.flush();
            file.force();
            size = out.position;
        } catch (Failed e) {
            throw e.cause;
        }
        disk.rename(UNFINISHED, name(capture.lsn()));
        disk.syncDirectory();
        var all = all(disk);
        for (var old : all.subList(Math.min(2, all.size()), all.size())) disk.delete(old);
        return size;
    }

    private static int crc(ByteBuffer octets) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(0, octets.remaining()));
        crc.update(octets.duplicate());
        return (int) crc.getValue();
    }

    /**
     * Gives the pieces of an index to {@code sink}, if all of them are right; otherwise none, and says what is wrong.
     *
     * @return what is wrong with the file; empty when nothing is
     */
    static String read(Disk disk, String name, Consumer<ByteBuffer> sink) throws IOException {
        try (var file = disk.open(name)) {
            var problem = each(file, lsn(name), piece -> {});
            return problem.isEmpty() ? each(file, lsn(name), sink) : problem;
        }
    }

    static long size(Disk disk, String name) throws IOException {
        try (var file = disk.open(name)) {
            return file.size();
        }
    }

    private static String each(DiskFile file, long lsn, Consumer<ByteBuffer> sink) throws IOException {
        var header = ByteBuffer.allocate(HEADER);
        long size = file.size();
        if (file.read(header, 0) < HEADER) return "it ends in its header";
        if (!header.flip().slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)))
            return "it is no index of this version";
        if (header.getLong(MAGIC.length) != lsn) return "it is the index of another LSN";
        var head = ByteBuffer.allocate(8);
        for (long at = HEADER; ; ) {
            if (file.read(head.clear(), at) < 8) return "it ends at " + at;
            int length = head.getInt(0);
            if (length < 0 || length > size - at - 8) return "it has a wrong length at " + at;
            var piece = ByteBuffer.allocate(length);
            if (file.read(piece, at + 8) < length) return "it ends at " + at;
            if (crc(piece.flip()) != head.getInt(4)) return "its checksum is wrong at " + at;
            at += 8 + length;
            if (length == 0) return at == size ? "" : "it goes on behind its end";
            sink.accept(piece);
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

    private static final class Output {
        private final DiskFile file;
        private final ByteBuffer buffer = ByteBuffer.allocate(MOST);
        private long position;

        Output(DiskFile file) {
            this.file = file;
        }

        void piece(ByteBuffer octets) {
            put(ByteBuffer.allocate(8).putInt(0, octets.remaining()).putInt(4, crc(octets)));
            put(octets.duplicate());
        }

        void put(ByteBuffer octets) {
            while (octets.hasRemaining()) {
                int n = Math.min(octets.remaining(), buffer.remaining());
                buffer.put(octets.slice(octets.position(), n));
                octets.position(octets.position() + n);
                if (!buffer.hasRemaining()) flush();
            }
        }

        void flush() {
            try {
                int n = buffer.flip().remaining();
                file.write(buffer, position);
                position += n;
                buffer.clear();
            } catch (IOException e) {
                throw new Failed(e);
            }
        }
    }
}
