package org.letterlock.mailbox.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailStoreContract;
import org.letterlock.mailbox.disk.LogSettings;

/** The store on disk: the contract. */
class DiskStoreTest extends MailStoreContract {
    @TempDir
    private Path directory;

    private int stores;

    static DiskSettings small() {
        var random = new Random(7);
        return DiskSettings.with(random)
                .withLog(LogSettings.with(random)
                        .withSegmentSize(8 << 20)
                        .withBodyFileSize(8 << 20)
                        .withMinFree(0));
    }

    @Override
    protected MailStore open(StoreSettings settings) {
        return DiskStore.open(directory.resolve("store" + stores++), settings, small(), Clock.systemUTC());
    }
}
