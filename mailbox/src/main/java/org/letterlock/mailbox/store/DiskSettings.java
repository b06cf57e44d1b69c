package org.letterlock.mailbox.store;

import java.util.random.RandomGenerator;
import org.letterlock.mailbox.disk.LogSettings;

/**
 * Measures of a store on disk.
 *
 * @param log of its log and body files
 * @param checkpointBytes octets of log after which the index is written, so that an opening has no more to read; 1 MiB to
 *     1 TiB
 * @param indexBytes octets of heap for the indexes of mailboxes that nobody has changed lately; 0 to 2^60
 */
public record DiskSettings(LogSettings log, long checkpointBytes, long indexBytes) {
    public DiskSettings {
        if (checkpointBytes < 1 << 20 || checkpointBytes > 1L << 40)
            throw new IllegalArgumentException(
                    "checkpointBytes " + checkpointBytes + " is not between 1 MiB and 1 TiB");
        if (indexBytes < 0 || indexBytes > 1L << 60)
            throw new IllegalArgumentException("indexBytes " + indexBytes + " is not between 0 and 2^60");
    }

    /** The log's own measures, an index written each 64 MiB, an eighth of the heap for indexes. */
    public static DiskSettings with(RandomGenerator random) {
        return new DiskSettings(
                LogSettings.with(random), 64L << 20, Runtime.getRuntime().maxMemory() / 8);
    }

    public DiskSettings withLog(LogSettings settings) {
        return new DiskSettings(settings, checkpointBytes, indexBytes);
    }

    public DiskSettings withCheckpointBytes(long octets) {
        return new DiskSettings(log, octets, indexBytes);
    }

    public DiskSettings withIndexBytes(long octets) {
        return new DiskSettings(log, checkpointBytes, octets);
    }
}
