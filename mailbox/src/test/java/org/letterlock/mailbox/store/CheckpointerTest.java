package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.Durable;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;
import org.letterlock.mailbox.disk.Replay;
import org.letterlock.mailbox.disk.SegmentLog;

/** When the index is written again. */
class CheckpointerTest {
    private static final LogSettings TINY = LogSettings.with(new Random(1))
            .withSegmentSize(8 << 10)
            .withBodyFileSize(16 << 10)
            .withMinFree(0);
    private static final long EACH = 20_000;

    private final RecordingDisk disk = new RecordingDisk();
    private final Engine engine =
            new Engine(StoreSettings.DEFAULTS, Clock.systemUTC(), Journal.NONE, body -> true, new AtomicLong());

    private static SegmentLog open(RecordingDisk disk) {
        return SegmentLog.open(disk, TINY, 0, new Replay() {
            @Override
            public void ops(long lsn, ByteBuffer payload) {}

            @Override
            public void damaged(String file, long offset, long length, String why) {}
        });
    }

    private static void write(SegmentLog log, int octets) {
        for (int written = 0; written < octets; written += 1000) {
            var done = new CompletableFuture<Void>();
            log.submit(ByteBuffer.allocate(1000), new Durable() {
                @Override
                public void durable() {
                    done.complete(null);
                }

                @Override
                public void failed(StoreException cause) {
                    done.completeExceptionally(cause);
                }
            });
            done.join();
        }
    }

    @Test
    void whatEarlierRunsWroteCounts() {
        try (var log = open(disk)) {
            write(log, 15_000); // and it is killed before an index is due
        }
        try (var log = open(disk)) {
            var checkpointer = new Checkpointer(disk, log, engine, () -> 0, EACH, null);
            assertFalse(checkpointer.isDue());
            write(log, 10_000);
            assertTrue(checkpointer.isDue(), "else a server that is killed often reads more at each start");
            checkpointer.now();
            assertFalse(checkpointer.isDue());
            checkpointer.close();
        }
    }

    @Test
    void whatIsDeletedDoesNotPutItOff() {
        try (var log = open(disk)) {
            write(log, 60_000);
            var checkpointer = new Checkpointer(disk, log, engine, () -> 0, EACH, null);
            checkpointer.now();
            assertFalse(checkpointer.isDue());
            for (var segment : log.segments()) log.retire(segment);
            write(log, 25_000);
            assertTrue(checkpointer.isDue());
            checkpointer.close();
        }
    }

    @Test
    void anInterruptDoesNotKeepTheIndexFromBeingWrittenAtTheEnd() {
        var log = open(disk);
        write(log, 5000);
        var checkpointer = new Checkpointer(disk, log, engine, () -> 0, EACH, null);
        checkpointer.start();
        log.close();
        Thread.currentThread().interrupt();
        checkpointer.close();
        assertTrue(Thread.interrupted(), "whoever waits next shall hear of it");
        assertEquals(log.durableLsn(), checkpointer.lsn());
    }
}
