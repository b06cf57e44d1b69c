package org.letterlock.mailbox.disk;

import java.util.random.RandomGenerator;

/**
 * Measures of a log.
 *
 * @param segmentSize octets of one segment of the log; 4 KiB to 1 GiB. A body is in the log when it fits in a quarter of this, and
 *     in 64 KiB
 * @param bodyFileSize octets after which a new file for large bodies is begun; 4 KiB to 8 GiB
 * @param minFree octets that must be free for {@link SegmentLog#hasRoom()}; 0 to 2^60
 * @param maxSpooledBytes octets of heap for all messages that are arriving now; 1 to 2^63-1
 * @param random makes the seal of a new store, which no writer of mail may guess
 */
public record LogSettings(
        long segmentSize, long bodyFileSize, long minFree, long maxSpooledBytes, RandomGenerator random) {
    public LogSettings {
        check("segmentSize", segmentSize, 4L << 10, 1L << 30);
        check("bodyFileSize", bodyFileSize, 4L << 10, 8L << 30);
        check("minFree", minFree, 0, 1L << 60);
        check("maxSpooledBytes", maxSpooledBytes, 1, Long.MAX_VALUE);
    }

    /** Segments of 64 MiB, body files of 256 MiB, 256 MiB kept free, a quarter of the heap for arriving messages. */
    public static LogSettings with(RandomGenerator random) {
        return new LogSettings(
                64L << 20, 256L << 20, 256L << 20, Runtime.getRuntime().maxMemory() / 4, random);
    }

    public LogSettings withSegmentSize(long octets) {
        return new LogSettings(octets, bodyFileSize, minFree, maxSpooledBytes, random);
    }

    public LogSettings withBodyFileSize(long octets) {
        return new LogSettings(segmentSize, octets, minFree, maxSpooledBytes, random);
    }

    public LogSettings withMinFree(long octets) {
        return new LogSettings(segmentSize, bodyFileSize, octets, maxSpooledBytes, random);
    }

    public LogSettings withMaxSpooledBytes(long octets) {
        return new LogSettings(segmentSize, bodyFileSize, minFree, octets, random);
    }

    /** The largest body in the log, and the pieces of larger ones. */
    int chunkSize() {
        return (int) Math.min(64 << 10, segmentSize / 4);
    }

    /** The largest part of a commit. */
    int partSize() {
        return (int) Math.min(1 << 20, segmentSize / 4);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " " + value + " is not between " + least + " and " + most);
    }
}
