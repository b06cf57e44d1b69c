package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.UidSet;

/** What an operator does with a store, and what he is told. */
class StoreMaintenanceTest {
    private static final AccountId ANN = new AccountId("ann@example.test");

    @TempDir
    private Path directory;

    private DiskStore open(String name) {
        return DiskStore.open(
                directory.resolve(name), StoreSettings.DEFAULTS, DiskStoreTest.small(), Clock.systemUTC());
    }

    private static void deliver(DiskStore store, String text) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            store.deliver(List.of(new Target(ANN, MailboxName.INBOX)), message)
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void smallMessagesThatAreAllThereStayWhereTheyAre() {
        var small = DiskStoreTest.small();
        var store = DiskStore.open(
                directory.resolve("mail"),
                StoreSettings.DEFAULTS,
                small.withLog(small.log().withSegmentSize(64 << 10)),
                Clock.systemUTC());
        while (store.maintenance().stats().logFiles() < 4)
            for (int i = 0; i < 20; i++) deliver(store, "Subject: " + i + "\r\n\r\n");
        assertEquals(0, store.maintenance().compact(50).files(), "else they would be copied again after each index");
        store.close();
    }

    @Test
    void compactionGivesRoomBackAndChangesNothing() throws IOException {
        var store = open("mail");
        var life = new RandomLife(12, 300_000);
        for (int i = 0; i < 900; i++) {
            life.step(store).toCompletableFuture().join();
            if (i % 3 == 0) deliver(store, "x".repeat(20_000));
        }
        var inbox = store.account(ANN).open(MailboxName.INBOX).orElseThrow();
        long next = inbox.status().uidNext();
        var most = UidSet.of(List.of(new UidSet.Range(1, next * 9 / 10)));
        inbox.remove(most).toCompletableFuture().join();
        deliver(store, "y".repeat(9_000_000)); // a new file for bodies
        deliver(store, "y".repeat(5_000_000));
        for (int i = 0; i < 500; i++) deliver(store, "z".repeat(30_000)); // and new segments
        var before = Dump.of(store);
        var view = inbox.view();
        var statsBefore = store.maintenance().stats();
        var done = store.maintenance().compact(60);
        assertTrue(done.files() > 0, done.toString());
        assertEquals(before, Dump.of(store));
        for (int i = 0; i < view.count(); i++)
            assertEquals(1, view.message(i).body().read(0, 1).remaining());
        var stats = store.maintenance().stats();
        assertTrue(
                stats.logOctets() + stats.bodyFileOctets() < statsBefore.logOctets() + statsBefore.bodyFileOctets(),
                () -> statsBefore + " " + done + " " + stats);
        assertTrue(store.maintenance().check().isClean());
        for (int i = 0; i < 20; i++) life.step(store).toCompletableFuture().join();
        var after = Dump.of(store);
        store.close();
        var again = open("mail");
        assertEquals(List.of(), again.findings());
        assertEquals(after, Dump.of(again));
        assertTrue(again.maintenance().check().isClean());
        again.close();
        try (var files = Files.list(directory.resolve("mail"))) {
            for (var file : files.filter(f -> f.getFileName().toString().startsWith("index-"))
                    .toList()) Files.delete(file);
        }
        var fromLog = open("mail");
        assertEquals(after, Dump.of(fromLog), "the log alone still says everything");
        fromLog.close();
    }

    @Test
    @DisplayName("S-S4 a message that was damaged on the disk is named, the others are read, and it can be dropped")
    void sS4_damagedMessage() throws IOException {
        var store = open("mail");
        for (int i = 1; i <= 5; i++) deliver(store, "the text of message " + i + ", " + "x".repeat(5000));
        assertTrue(store.maintenance().check().isClean());
        assertEquals(5, store.maintenance().stats().messages());
        store.close();
        flip("the text of message 3");

        var again = open("mail");
        var inbox = again.account(ANN).open(MailboxName.INBOX).orElseThrow();
        assertEquals(5, inbox.view().count());
        assertThrows(
                StoreException.class,
                () -> inbox.message(3).orElseThrow().body().read(0, 10));
        var report = again.maintenance().check();
        assertFalse(report.isClean());
        assertEquals(1, report.messages().size());
        assertEquals(3, report.messages().get(0).uid());
        assertEquals(4, report.bodies());
        assertFalse(report.files().isEmpty());
        again.maintenance().repair(false);
        assertEquals(5, inbox.view().count());
        again.maintenance().repair(true);
        assertEquals(4, inbox.view().count());
        assertTrue(inbox.message(3).isEmpty());
        again.close();
        var last = open("mail");
        assertTrue(last.maintenance().check().messages().isEmpty());
        assertEquals(4, last.maintenance().stats().messages());
        last.close();
    }

    private void flip(String text) throws IOException {
        try (var files = Files.list(directory.resolve("mail"))) {
            for (var file : files.filter(f -> f.getFileName().toString().startsWith("log-"))
                    .toList()) {
                var octets = Files.readAllBytes(file);
                int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf(text);
                if (at < 0) continue;
                octets[at + 5] ^= 1;
                Files.write(file, octets);
                return;
            }
        }
        throw new AssertionError("not found: " + text);
    }
}
