package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record lies in a file, on a boundary of 8 octets, big-endian: magic (2), type (1), flags (1), length of the
 * payload (4), CRC-32C (4), epoch (4), LSN (8), synced LSN (8); then the payload, and zeros to the next boundary. The
 * checksum covers the store's seal, the payload and all else in the header, in this order.
 *
 * <p>The seal is a secret of the store: without it, somebody could write a mail with records in it, and when damage
 * strikes what stands before, the search for the next record would believe them.
 */
final class RecordFormat {
    static final int HEADER = 32;
    static final short MAGIC = 0x4c6b;
    static final int MAX_PAYLOAD = (1 << 20) + 64;

    /** First in a file: its number (4), of a segment what it was made to be in units of 8 octets (4), the seal (8). Not sealed itself, so that a seal can be found again. */
    static final byte SEGMENT = 1;
    /** A small body: size (4), size with CRLFs (4), octets. */
    static final byte BODY = 2;
    /** Operations of a commit. */
    static final byte OPS = 3;
    /** Nothing but the word that all before it is on stable storage: written last by an orderly end. */
    static final byte MARK = 4;
    /** A piece of a large body. */
    static final byte CHUNK = 5;
    /** A large body: size (8), size with CRLFs (8), octets in each chunk but the last (4), zeros (4), their handles (8 each). */
    static final byte TABLE = 6;

    /** More of this commit follows in the next OPS. */
    static final byte MORE = 1;
    /** A commit that began in the OPS before. */
    static final byte CONTINUED = 2;

    static final int SEGMENT_SIZE = HEADER + 16;
    static final int BODY_HEAD = 8;
    static final int TABLE_HEAD = 24;

    private RecordFormat() {}

    /** What a record takes in a file. */
    static int stride(int payload) {
        return HEADER + payload + 7 & ~7;
    }

    /** Writes the header at the beginning of {@code record}, whose payload follows and {@code crc} has seen. */
    static void seal(
            ByteBuffer record, CRC32C crc, byte type, byte flags, int length, int epoch, long lsn, long synced) {
        int at = record.position();
        record.putShort(at, MAGIC).put(at + 2, type).put(at + 3, flags).putInt(at + 4, length);
        record.putInt(at + 12, epoch).putLong(at + 16, lsn).putLong(at + 24, synced);
        record.putInt(at + 8, finish(crc, record, at));
    }

    /** A checksum that has seen the seal and a payload. */
    static CRC32C checksum(long seal, ByteBuffer record, int payloadAt, int length) {
        var crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) crc.update((int) (seal >>> shift) & 0xff);
        crc.update(record.slice(payloadAt, length));
        return crc;
    }

    private static int finish(CRC32C crc, ByteBuffer record, int at) {
        crc.update(record.slice(at, 8));
        crc.update(record.slice(at + 12, HEADER - 12));
        return (int) crc.getValue();
    }

    /** Whether a header that may be believed begins at {@code at}: to be asked before its checksum is. */
    static boolean plausible(ByteBuffer in, int at) {
        if (in.getShort(at) != MAGIC) return false;
        byte type = in.get(at + 2);
        int length = in.getInt(at + 4);
        return type >= SEGMENT && type <= TABLE && length >= 0 && length <= MAX_PAYLOAD && in.getLong(at + 16) >= 0;
    }

    static byte type(ByteBuffer in, int at) {
        return in.get(at + 2);
    }

    static int length(ByteBuffer in, int at) {
        return in.getInt(at + 4);
    }

    /** Whether the record at {@code at}, all of which is in {@code in}, has the checksum it should. */
    static boolean intact(ByteBuffer in, int at, long seal) {
        int length = length(in, at);
        var crc = checksum(type(in, at) == SEGMENT ? 0 : seal, in, at + HEADER, length);
        return finish(crc, in, at) == in.getInt(at + 8);
    }

    static void segmentPayload(ByteBuffer record, int number, long size, long seal) {
        record.putInt(HEADER, number).putInt(HEADER + 4, (int) (size >>> 3)).putLong(HEADER + 8, seal);
    }

    /** A whole SEGMENT record, for a file of bodies. */
    static ByteBuffer segment(int number, long seal) {
        var record = ByteBuffer.allocate(SEGMENT_SIZE);
        segmentPayload(record, number, 0, seal);
        seal(record, checksum(0, record, HEADER, 16), SEGMENT, (byte) 0, 16, 0, 0, 0);
        return record;
    }
}
