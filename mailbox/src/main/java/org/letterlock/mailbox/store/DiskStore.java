package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.QuotaUsage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.Durable;
import org.letterlock.mailbox.disk.RealDisk;
import org.letterlock.mailbox.disk.SegmentLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail in a directory. What was acknowledged is there after any crash, whole and once; what was not is there whole or not
 * at all. When the disk fails, changes are refused from then on and reading goes on.
 */
public final class DiskStore implements MailStore {
    private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);
    private final Disk disk;
    private final StoreSettings settings;
    private final SegmentLog log;
    private final LongFunction<FromLog> fromLog;
    private final Engine engine;
    private final List<Finding> findings;
    private final Checkpointer checkpointer;
    private final Compaction compaction;
    private volatile int lastCommit; // checksum of its operations; written by the log's thread

    /** Tells watchers, so that the log goes on; a watcher who waits for a change of his own does not stop the others. */
    private final ForkJoinPool announcers =
            new ForkJoinPool(2, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);

    /**
     * Opens the store in a directory, and makes it when it is not there. Damage to its files does not stop this: see
     * {@link #findings}.
     *
     * @throws StoreException when another process has it, when it belongs to another version, when others may write
     *     there, or when the disk fails
     */
    public static DiskStore open(Path directory, StoreSettings settings, DiskSettings measures, Clock clock) {
        return open(directory, settings, Quotas.of(settings), measures, clock);
    }

    /** As {@link #open(Path, StoreSettings, DiskSettings, Clock)}; {@code quotas} say how much may be in it. */
    public static DiskStore open(
            Path directory, StoreSettings settings, Quotas quotas, DiskSettings measures, Clock clock) {
        Disk disk;
        try {
            disk = RealDisk.open(directory);
        } catch (IOException e) {
            throw new StoreException("cannot open the mail store in " + directory + ": " + e.getMessage(), e);
        }
        try {
            return open(disk, settings, quotas, measures, clock);
        } catch (RuntimeException | Error e) {
            disk.close();
            throw e;
        }
    }

    /** As {@link #open(Path, StoreSettings, DiskSettings, Clock)}, on a disk that it closes when it is closed. */
    public static DiskStore open(Disk disk, StoreSettings settings, Quotas quotas, DiskSettings measures, Clock clock) {
        return new DiskStore(disk, settings, quotas, measures, clock);
    }

    private DiskStore(Disk disk, StoreSettings settings, Quotas quotas, DiskSettings measures, Clock clock) {
        this.disk = disk;
        this.settings = settings;
        var bodies = new LogBodies();
        Supplier<Engine> engines =
                () -> new Engine(settings, quotas, clock, new ToLog(), bodies::own, bodies, new AtomicLong());
        var opened = new Opening(disk, measures.log(), engines).open();
        engine = opened.engine();
        log = opened.log();
        lastCommit = opened.lastCommit();
        bodies.open(log);
        fromLog = lsn -> FromLog.of(log, engines, lsn);
        var loaded = engine.loaded();
        if (loaded != null)
            loaded.otherwise(id -> fromLog.apply(log.durableLsn()).state(id));
        opened.rebuild().done();
        findings = opened.findings();
        for (var finding : findings) LOG.error("{}: damaged: {}", disk.name(), finding);
        checkpointer =
                new Checkpointer(disk, log, engine, () -> lastCommit, measures.checkpointBytes(), opened.index());
        compaction = new Compaction(disk.name(), log, engine, bodies, checkpointer);
        checkpointer.then(compaction::inBackground);
        if (checkpointer.isDue()) checkpointer.start();
    }

    private final class ToLog implements Journal {
        private volatile @Nullable Thread teller; // the log's

        @Override
        public boolean submit(Change change) {
            checkpointer.start();
            var ops = Ops.of(change);
            int crc = IndexFile.crc(ops);
            log.submit(ops, new Durable() {
                @Override
                public void durable() {
                    teller = Thread.currentThread();
                    lastCommit = crc;
                    change.durable(announcers);
                }

                @Override
                public void failed(StoreException cause) {
                    teller = Thread.currentThread();
                    change.failed();
                }
            });
            return false;
        }

        @Override
        public boolean mayWait() {
            return Thread.currentThread() != teller;
        }
    }

    public StoreSettings settings() {
        return settings;
    }

    /** What was found damaged when this store was opened; it is lost, the rest is served. */
    public List<Finding> findings() {
        return findings;
    }

    /** Writes the index now, so that the next opening has little to read; the LSN up to which it says everything. */
    public long checkpoint() {
        return checkpointer.now();
    }

    /** Octets of heap for mailboxes that did not change since the last index. */
    long indexOctets() {
        var loaded = engine.loaded();
        return loaded == null ? 0 : loaded.octets();
    }

    /** All that is so at one moment from now on. */
    Capture capture() {
        return checkpointer.capture();
    }

    /** What is done once a second. */
    void lookAtIndex() {
        checkpointer.look();
    }

    /** What an operator does with this store. */
    public StoreMaintenance maintenance() {
        return new StoreMaintenance(disk, log, engine, checkpointer, compaction, fromLog);
    }

    @Override
    public MailAccount account(AccountId id) {
        return engine.account(id);
    }

    @Override
    public List<QuotaUsage> usage(AccountId id) {
        return engine.usage(id);
    }

    @Override
    public List<AccountId> accounts() {
        return engine.accounts();
    }

    @Override
    public BodySpool spool(long sizeHint) {
        if (engine.isClosed()) throw new StoreException("the store is closed");
        return log.spool(settings.maxMessageSize());
    }

    @Override
    public CompletionStage<StoreResult<Delivered>> deliver(
            List<Target> targets, NewMessage message, MailQueue.Changes queueing) {
        return engine.deliver(targets, message, queueing);
    }

    @Override
    public MailQueue queue() {
        return engine.queue();
    }

    @Override
    public Optional<StoreResult.Refusal> refusal() {
        if (engine.isClosed() || log.isDead()) return Optional.of(StoreResult.Refusal.UNAVAILABLE);
        return log.hasRoom() ? Optional.empty() : Optional.of(StoreResult.Refusal.NO_ROOM);
    }

    /**
     * Copies the store to a directory that is not there yet, as it is at one moment from now on; it may be used meanwhile.
     * The directory gets its name when all of it is on the disk.
     *
     * @throws StoreException when something is there already, or the copy cannot be made
     */
    public void backup(Path directory) {
        if (engine.isClosed()) throw new StoreException("the store is closed");
        Backup.of(disk, log, directory);
    }

    /** Waits for the changes that are on their way; then changes are refused, and bodies can no longer be read. */
    @Override
    public void close() {
        if (!engine.close()) return;
        try {
            log.close();
            checkpointer.close();
        } finally {
            announcers.shutdown();
            disk.close();
        }
    }
}
