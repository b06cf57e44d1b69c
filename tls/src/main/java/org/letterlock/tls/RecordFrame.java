package org.letterlock.tls;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Where a record ends: the five octets before each. RFC 8446, 5.1. */
final class RecordFrame {
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;
    /** What one record may hold in the clear. */
    static final int FRAGMENT = 16 * 1024;

    private static final int HEADER = 5;
    private static final int LONGEST = FRAGMENT + 2048; // RFC 5246, 6.2.3

    private RecordFrame() {}

    /**
     * Length of the record that begins at {@code from}, header included; 0: it is not all there yet.
     *
     * @throws NotTls when no record can begin so
     * @throws IOException when it is longer than records may be
     */
    static int length(ByteBuf octets, int from) throws IOException {
        int there = octets.writerIndex() - from;
        if (there > 1 && octets.getByte(from + 1) != 3) throw new NotTls();
        if (there < HEADER) return 0;
        int length = octets.getUnsignedShort(from + 3);
        if (length > LONGEST) throw new IOException("a record of " + length + " octets");
        return there < HEADER + length ? 0 : HEADER + length;
    }

    /** Length of the record at {@code from}, which is all there. */
    static int length(byte[] octets, int from) {
        return HEADER + ((octets[from + 3] & 0xFF) << 8) + (octets[from + 4] & 0xFF);
    }

    /** What came is not the beginning of a TLS record. */
    static final class NotTls extends IOException {
        private static final long serialVersionUID = 1L;

        NotTls() {
            super("does not speak TLS");
        }
    }
}
