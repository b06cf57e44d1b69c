package org.letterlock.mailbox.disk;

/**
 * Where a record lies, in one positive number: the kind of file (a segment of the log, or a body file), the file's
 * number, the offset in it in units of 8 octets. A body is named by its BODY record in the log, or by its TABLE record in
 * a body file.
 */
public final class Handle {
    /** The furthest a record may begin in a file. */
    static final long MAX_OFFSET = ((1L << 31) - 1) << 3;

    private static final long BODIES = 1L << 62;

    private Handle() {}

    static long of(boolean bodies, int number, long offset) {
        return (bodies ? BODIES : 0) | (long) number << 31 | offset >>> 3;
    }

    /** Whether it names a record of a body file. */
    public static boolean inBodies(long handle) {
        return (handle & BODIES) != 0;
    }

    /** The number of the file; see {@link SegmentInfo#number()}. */
    public static int number(long handle) {
        return (int) (handle >>> 31 & 0x7fff_ffff);
    }

    static long offset(long handle) {
        return (handle & 0x7fff_ffff) << 3;
    }
}
