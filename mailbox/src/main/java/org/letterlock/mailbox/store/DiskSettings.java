package org.letterlock.mailbox.store;

import java.util.random.RandomGenerator;
import org.letterlock.mailbox.disk.LogSettings;

/**
 * Measures of a store on disk.
 *
 * @param log of its log and body files
 * @param checkpointBytes octets of log after which the index is written, so that an opening has no more to read; 1 MiB to
 *     1 TiB
 */
public record DiskSettings(LogSettings log, long checkpointBytes) {
    public DiskSettings {
        if (checkpointBytes < 1 << 20 || checkpointBytes > 1L << 40)
            throw new IllegalArgumentException(
                    "checkpointBytes " + checkpointBytes + " is not between 1 MiB and 1 TiB");
    }

    /** The log's own measures, an index written each 64 MiB. */
    public static DiskSettings with(RandomGenerator random) {
        return new DiskSettings(LogSettings.with(random), 64L << 20);
    }

    public DiskSettings withLog(LogSettings settings) {
        return new DiskSettings(settings, checkpointBytes);
    }

    public DiskSettings withCheckpointBytes(long octets) {
        return new DiskSettings(log, octets);
    }
}
