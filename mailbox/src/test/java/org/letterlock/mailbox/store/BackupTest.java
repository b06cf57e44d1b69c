package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;

/** A copy of a store that is used meanwhile. */
class BackupTest {
    private static final int WRITERS = 4;

    @TempDir
    Path folder;

    private DiskStore open(String directory) {
        return DiskStore.open(
                folder.resolve(directory), StoreSettings.DEFAULTS, DiskStoreTest.small(), Clock.systemUTC());
    }

    private static Mailbox inbox(DiskStore store, int writer) {
        return store.account(new AccountId("u" + writer + "@example.test"))
                .open(MailboxName.INBOX)
                .orElseThrow();
    }

    /** What the message with that UID is in everybody's INBOX: one in eight is large. */
    private static byte[] octets(int writer, long uid) {
        var random = new Random(writer * 1_000_003L + uid);
        var octets = new byte[uid % 8 == 0 ? 70_000 + random.nextInt(200_000) : 1 + random.nextInt(3000)];
        random.nextBytes(octets);
        return octets;
    }

    private static void append(DiskStore store, int writer, long uid) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(octets(writer, uid)));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(uid, 0));
            var result = inbox(store, writer)
                    .append(List.of(message))
                    .toCompletableFuture()
                    .join();
            assertTrue(result instanceof StoreResult.Done, result::toString);
        }
    }

    private static byte[] read(Body body) {
        var all = ByteBuffer.allocate((int) body.size());
        while (all.hasRemaining()) all.put(body.read(all.position(), all.remaining()));
        return all.array();
    }

    @Test
    void aCopyOfOneMomentWhileMailArrives() throws Exception {
        var acknowledged = new AtomicLong[WRITERS];
        var ended = new AtomicBoolean();
        var begun = new CountDownLatch(WRITERS);
        try (var store = open("store")) {
            var writers = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                acknowledged[i] = new AtomicLong();
                writers.add(CompletableFuture.runAsync(
                        () -> {
                            for (long uid = 1; !ended.get() && uid <= 2000; uid++) {
                                append(store, writer, uid);
                                acknowledged[writer].set(uid);
                                if (uid == 20) begun.countDown();
                            }
                        },
                        task -> new Thread(task).start()));
            }
            begun.await();
            for (int copy = 1; copy <= 3; copy++) {
                var before = new long[WRITERS];
                for (int i = 0; i < WRITERS; i++) before[i] = acknowledged[i].get();
                store.backup(folder.resolve("copy" + copy));
                check("copy" + copy, before);
            }
            ended.set(true);
            for (var writer : writers) writer.join();
        }
    }

    private void check(String directory, long[] least) {
        assertFalse(Files.exists(folder.resolve(directory).resolve("owner")));
        try (var copy = open(directory)) {
            assertEquals(List.of(), copy.findings());
            for (int writer = 0; writer < WRITERS; writer++) {
                var view = inbox(copy, writer).view();
                assertTrue(view.count() >= least[writer], view.count() + " of " + least[writer]);
                for (int i = 0; i < view.count(); i++) {
                    assertEquals(i + 1, view.uid(i));
                    org.junit.jupiter.api.Assertions.assertArrayEquals(
                            octets(writer, i + 1), read(view.message(i).body()));
                }
            }
            append(copy, 0, inbox(copy, 0).status().uidNext());
        }
    }

    @Test
    void nothingIsReplacedAndNothingHalfIsNamed() throws Exception {
        try (var store = open("store")) {
            append(store, 0, 1);
            Files.createDirectory(folder.resolve("there"));
            assertThrows(StoreException.class, () -> store.backup(folder.resolve("there")));
            Files.createDirectory(folder.resolve("half.partial"));
            assertThrows(StoreException.class, () -> store.backup(folder.resolve("half")));
            assertThrows(StoreException.class, () -> store.backup(folder.resolve("store/log-00000001/x")));
            assertFalse(Files.exists(folder.resolve("half")));
            store.backup(folder.resolve("good"));
            append(store, 0, 2);
        }
        var store = open("other");
        store.close();
        assertThrows(StoreException.class, () -> store.backup(folder.resolve("closed")));
        assertFalse(Files.exists(folder.resolve("closed")));
    }
}
