package org.letterlock.server;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.MemoryStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.spelling.Counted;

/**
 * Where mail is kept. Nothing of it is opened.
 *
 * @param directory on disk; empty for memory, which forgets everything at the end
 * @param disk how files are used, where there are any
 */
public record StoragePlan(Optional<Path> directory, StoreSettings limits, NamedQuotas quotas, OnDisk disk) {
    /**
     * How files are used.
     *
     * @param minFree octets that stay free: with less, no message is taken
     * @param checkpointBytes octets of log after which the index is written
     */
    public record OnDisk(long minFree, long checkpointBytes) {
        /** What a store does unless somebody says otherwise. */
        public static final OnDisk DEFAULT = new OnDisk(256L << 20, 64L << 20);

        public OnDisk {
            if (minFree < 0 || minFree > 1L << 60) throw new IllegalArgumentException("min-free: from 0 to 2^60");
            if (checkpointBytes < 1 << 20 || checkpointBytes > 1L << 40)
                throw new IllegalArgumentException("checkpoint-bytes: from 1 MiB to 1 TiB");
        }

        DiskSettings settings(long maxSpooledBytes, RandomGenerator random) {
            var log = LogSettings.with(random).withMinFree(minFree).withMaxSpooledBytes(maxSpooledBytes);
            return DiskSettings.with(random).withLog(log).withCheckpointBytes(checkpointBytes);
        }
    }

    /** An open store, a sentence about what was found in it, and its quotas; the caller closes the store. */
    public record Opened(MailStore store, String about, RenewableQuotas quotas) {}

    /** The same, as far as it is not quotas: they can be renewed while the store is open. */
    public StoragePlan withoutQuotas() {
        return new StoragePlan(
                directory,
                limits.withQuota(StoreSettings.UNLIMITED, StoreSettings.UNLIMITED)
                        .withDomainQuota(StoreSettings.UNLIMITED, StoreSettings.UNLIMITED),
                NamedQuotas.NONE,
                disk);
    }

    /**
     * Opens the store; what is wrong with its files is logged and is in the sentence.
     *
     * @throws StoreException when it cannot be opened: its message says why
     */
    public Opened open(Clock clock, RandomGenerator random) {
        var renewable = new RenewableQuotas(quotas);
        if (directory.isEmpty())
            return new Opened(new MemoryStore(limits, renewable, clock), "mail is kept in memory", renewable);
        long began = System.nanoTime();
        var store = DiskStore.open(
                directory.get(), limits, renewable, disk.settings(limits.maxSpooledBytes(), random), clock);
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        int damaged = store.findings().size(); // the store has logged each
        return new Opened(
                store,
                "mail is kept in " + directory.get() + ", opened in " + took + " ms: " + contents(store)
                        + (damaged == 0
                                ? ""
                                : "; damaged in " + damaged + (damaged == 1 ? " place" : " places")
                                        + ", each is in the log"),
                renewable);
    }

    private static String contents(MailStore store) {
        var accounts = store.accounts();
        int mailboxes = 0;
        long messages = 0;
        for (var id : accounts) {
            var account = store.account(id);
            for (var entry : account.list()) {
                if (!entry.selectable()) continue;
                mailboxes++;
                messages += account.open(entry.name())
                        .map(m -> m.status().messages())
                        .orElse(0);
            }
        }
        return Counted.of(accounts.size(), "account") + ", " + Counted.of(mailboxes, "mailbox") + ", "
                + Counted.of(messages, "message");
    }
}
