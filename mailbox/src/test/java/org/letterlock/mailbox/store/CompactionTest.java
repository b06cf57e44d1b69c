package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue.Changes;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.RecordingDisk;

/** What must not go, and what must not come back, with the files that compaction deletes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CompactionTest {
    private static final AccountId ANN = new AccountId("ann@example.test");

    private final RecordingDisk disk = new RecordingDisk();
    private final FaultyDisk faulty = new FaultyDisk(disk, (kind, file) -> {});

    private static Mailbox inbox(DiskStore store) {
        return store.account(ANN).open(MailboxName.INBOX).orElseThrow();
    }

    private static NewMessage message(BodySpool spool, int size) {
        spool.write(ByteBuffer.allocate(size));
        return new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
    }

    private static void append(DiskStore store, int size) {
        try (var spool = store.spool(0)) {
            done(inbox(store).append(List.of(message(spool, size))));
        }
    }

    private static void done(CompletionStage<? extends StoreResult<?>> change) {
        assertInstanceOf(StoreResult.Done.class, change.toCompletableFuture().join());
    }

    /** Goes on in the next file of the log, as soon as it is there; with bodies that nobody wants until then. */
    private void nextFile(DiskStore store) {
        int files = store.maintenance().stats().logFiles();
        while (disk.list().stream().filter(f -> f.startsWith("log-")).count() <= files) Thread.onSpinWait();
        while (store.maintenance().stats().logFiles() == files) {
            try (var spool = store.spool(0)) {
                message(spool, 500);
            }
        }
    }

    /** All that came before is written. */
    private static void create(DiskStore store, String name) {
        done(store.account(ANN).create(new MailboxName(name), Set.of()));
    }

    @Test
    @DisplayName("S-S7 what was taken away does not come back when files are compacted and no index is left")
    void s_S7_whatWentStaysAway() {
        var store = StoreKillTest.open(disk);
        var ann = store.account(ANN);
        var gone = new MailboxName("gone");
        var unloved = new MailboxName("unloved");
        for (int i = 0; i < 4; i++) append(store, 1500);
        done(ann.create(gone, Set.of()));
        done(ann.subscribe(unloved, true));
        try (var spool = store.spool(0)) {
            var queueing = Changes.NONE.andAdd(ByteBuffer.wrap(new byte[] {1}));
            done(store.deliver(List.of(new Target(ANN, gone)), message(spool, 100), queueing));
        }
        nextFile(store);
        create(store, "a");
        done(ann.delete(gone));
        done(ann.subscribe(unloved, false));
        done(store.queue().remove(store.queue().entries().get(0).id()));
        nextFile(store);
        create(store, "b");
        assertTrue(store.maintenance().compact(20).files() > 0);
        assertTrue(disk.list().contains("log-00000001"), "what was there before it went is still in the log");
        assertLogSays(store);
        nextFile(store); // what was said again is said again once more
        create(store, "c");
        assertTrue(store.maintenance().compact(20).files() > 0);
        assertTrue(disk.list().contains("log-00000001"));
        assertLogSays(store);
        store.close();
    }

    @Test
    @DisplayName("S-S7 mail that is on its way to the disk while its file is compacted is there")
    void s_S7_onItsWay() {
        var store = StoreKillTest.open(faulty);
        for (int i = 0; i < 4; i++) append(store, 1500); // so that this file stays, and nothing is said again
        nextFile(store); // nothing in it but bodies that nobody wants, and one
        var hold = new CountDownLatch(1);
        CompletableFuture<?> appended;
        try (var spool = store.spool(0)) {
            var message = message(spool, 500);
            nextFile(store);
            create(store, "a");
            faulty.set((kind, file) -> {
                if (kind == FaultyDisk.Kind.FORCE && file.startsWith("log-")) await(hold);
            });
            appended = inbox(store).append(List.of(message)).toCompletableFuture();
        } // whoever brought it has closed his spool, and the change is not yet on the disk
        long sequenced = store.maintenance().stats().lastLsn();
        var compacted = CompletableFuture.supplyAsync(() -> store.maintenance().compact(20));
        while (store.maintenance().stats().lastLsn() == sequenced && !compacted.isDone()) Thread.onSpinWait();
        hold.countDown();
        faulty.heal();
        assertInstanceOf(StoreResult.Done.class, appended.join());
        assertTrue(compacted.join().files() > 0);
        store.close();
        try (var again = StoreKillTest.open(new RecordingDisk(disk.files()))) {
            assertEquals(5, inbox(again).status().messages());
            assertTrue(again.maintenance().check().isClean(), "acknowledged mail can be read");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertLogSays(DiskStore store) {
        assertEquals(List.of(), store.queue().entries());
        var logs = new TreeMap<>(disk.files());
        logs.keySet().removeIf(name -> name.startsWith("index-"));
        try (var fromLogs = StoreKillTest.open(new RecordingDisk(logs))) {
            assertEquals(Dump.of(store), Dump.of(fromLogs));
        }
    }
}
