package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue.Changes;
import org.letterlock.mailbox.MailQueueContract;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.NewMessage;

/** The queue on disk: the contract. */
class DiskQueueTest extends MailQueueContract {
    @TempDir
    private Path directory;

    private int stores;

    @Override
    protected MailStore open(StoreSettings settings) {
        return DiskStore.open(
                directory.resolve("store" + stores++), settings, DiskStoreTest.small(), Clock.systemUTC());
    }

    @Test
    @DisplayName("a store with nothing but mail on its way out, and no mailbox yet, is opened again")
    void withoutAMailbox() {
        var folder = directory.resolve("queue-only");
        try (var store = DiskStore.open(folder, StoreSettings.DEFAULTS, DiskStoreTest.small(), Clock.systemUTC())) {
            try (var spool = store.spool(0)) {
                spool.write(ByteBuffer.wrap(new byte[] {'x'}));
                var message = new NewMessage(spool.finish(), Flags.NONE, InternalDate.of(Instant.EPOCH));
                store.deliver(List.of(), message, Changes.NONE.andAdd(ByteBuffer.wrap(new byte[] {1})))
                        .toCompletableFuture()
                        .join();
            }
        }
        try (var store = DiskStore.open(folder, StoreSettings.DEFAULTS, DiskStoreTest.small(), Clock.systemUTC())) {
            assertEquals(1, store.queue().entries().size());
        }
    }
}
