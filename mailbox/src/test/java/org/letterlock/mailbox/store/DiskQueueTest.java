package org.letterlock.mailbox.store;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.MailQueueContract;
import org.letterlock.mailbox.MailStore;

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
}
