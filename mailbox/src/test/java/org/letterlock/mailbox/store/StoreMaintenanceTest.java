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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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
    void aBackupIsTheStoreOfOneMoment() throws Exception {
        var store = open("mail");
        var life = new RandomLife(11, 200_000);
        for (int i = 0; i < 200; i++) life.step(store).toCompletableFuture().join();
        var before = Dump.of(store);
        store.maintenance().backup(directory.resolve("quiet"));
        for (int i = 0; i < 50; i++) life.step(store).toCompletableFuture().join();
        var quiet = open("quiet");
        assertEquals(List.of(), quiet.findings());
        assertEquals(before, Dump.of(quiet));
        assertTrue(quiet.maintenance().check().isClean());
        quiet.close();

        var stop = new AtomicBoolean();
        var busy = CompletableFuture.runAsync(() -> {
            while (!stop.get()) deliver(store, "x".repeat(3000));
        });
        store.maintenance().backup(directory.resolve("busy"));
        stop.set(true);
        busy.join();
        var copy = open("busy");
        assertEquals(List.of(), copy.findings());
        assertTrue(copy.maintenance().check().isClean());
        deliver(copy, "it goes on");
        copy.close();
        assertThrows(StoreException.class, () -> store.maintenance().backup(directory.resolve("busy")));
        store.close();
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
