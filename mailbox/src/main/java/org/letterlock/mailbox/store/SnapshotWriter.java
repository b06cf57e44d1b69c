package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.letterlock.mailbox.Flags;

/** Octets on their way to a sink, gathered to larger pieces; each piece is the sink's until it returns. */
final class SnapshotWriter {
    private static final int PIECE = 64 * 1024;
    private final Consumer<ByteBuffer> sink;
    private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);

    SnapshotWriter(Consumer<ByteBuffer> sink) {
        this.sink = sink;
    }

    void octet(int value) {
        room(1).put((byte) value);
    }

    void number16(int value) {
        room(2).putShort((short) value);
    }

    void number32(int value) {
        room(4).putInt(value);
    }

    void number64(long value) {
        room(8).putLong(value);
    }

    /** At most 65,535 of them, behind their number. */
    void octets(byte[] octets) {
        number16(octets.length);
        for (int at = 0; at < octets.length; ) {
            int n = Math.min(octets.length - at, room(1).remaining());
            buffer.put(octets, at, n);
            at += n;
        }
    }

    /** System flags as bits, keywords by their places among {@code keywords}. */
    void flags(Flags flags, SortedMap<String, Integer> keywords) {
        octet(flags.systemBits());
        number16(flags.keywords().size());
        for (var keyword : flags.keywords()) {
            var place = keywords.get(keyword);
            if (place == null) throw new IllegalStateException("a keyword that is not the mailbox's");
            number16(place);
        }
    }

    /** Gives the sink what is left. */
    void flush() {
        buffer.flip();
        if (buffer.hasRemaining()) sink.accept(buffer);
        buffer.clear();
    }

    private ByteBuffer room(int octets) {
        if (buffer.remaining() < octets) flush();
        return buffer;
    }
}
