package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.RecordingDisk;

/** What users notice when the process ends by force, when the disk fails, and when a bit of it turns over. */
class DiskTroubleTest {
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private static DiskStore open(Disk disk) {
        var settings = DiskStoreTest.small();
        return DiskStore.open(
                disk,
                StoreSettings.DEFAULTS,
                Quotas.of(StoreSettings.DEFAULTS),
                settings.withLog(settings.log().withSegmentSize(64 << 10).withBodyFileSize(256 << 10)),
                CLOCK);
    }

    private static Mailbox inbox(DiskStore store) {
        return store.account(ANN).open(MailboxName.INBOX).orElseThrow();
    }

    private static StoreResult<Appended> append(DiskStore store, int size) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.allocate(size));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            return inbox(store).append(List.of(message)).toCompletableFuture().join();
        }
    }

    /** What UIDL is made of: UIDVALIDITY and UID. */
    private static List<String> uniqueIds(DiskStore store) {
        var ids = new ArrayList<String>();
        var view = inbox(store).view();
        for (int i = 0; i < view.count(); i++)
            ids.add(inbox(store).uidValidity().value() + "." + view.uid(i));
        return ids;
    }

    @Test
    @DisplayName("S-O5 unique ids are the same after kill -9, S-O3 and the lock of a maildrop died with the process")
    void s_O5_O3_killed() {
        var disk = new RecordingDisk();
        var killed = open(disk);
        for (int i = 0; i < 5; i++) append(killed, 100 + i);
        var lock = inbox(killed).lockMaildrop();
        assertTrue(lock.isPresent());
        assertTrue(inbox(killed).lockMaildrop().isEmpty());
        var before = uniqueIds(killed);
        var next = open(new RecordingDisk(disk.files())); // nobody closed the first
        assertEquals(5, before.size());
        assertEquals(before, uniqueIds(next));
        assertTrue(inbox(next).lockMaildrop().isPresent());
        next.close();
        killed.close();
    }

    @Test
    @DisplayName("S-S9 a sync that fails is never tried again: no change is acknowledged, reading goes on")
    void s_S9_failedSync() {
        var faulty = new FaultyDisk(new RecordingDisk(), (kind, file) -> {});
        var store = open(faulty);
        assertInstanceOf(StoreResult.Done.class, append(store, 100));
        var before = Dump.of(store);
        faulty.set(FaultyDisk.nth(FaultyDisk.Kind.FORCE, "log-", 1, FaultyDisk.inputOutputError()));
        var refused = assertInstanceOf(StoreResult.Refused.class, append(store, 100));
        assertEquals(Refusal.UNAVAILABLE, refused.why());
        faulty.heal();
        var flags = inbox(store).remove(UidSet.of(1)).toCompletableFuture().join();
        assertEquals(
                Refusal.UNAVAILABLE,
                assertInstanceOf(StoreResult.Refused.class, flags).why());
        assertEquals(before, Dump.of(store));
        store.close();
    }

    @Test
    @DisplayName("S-S4 bits that turned over never stop the start, and wrong octets are never served")
    void s_S4_bitFlips() {
        var disk = new RecordingDisk();
        var store = open(disk);
        var life = new RandomLife(21, 3000);
        for (int i = 0; i < 80; i++) {
            life.step(store).toCompletableFuture().join();
            if (i == 40) store.checkpoint();
        }
        for (int i = 0; i < 20; i++) append(store, 300);
        store.close();
        var good = new RecordingDisk(disk.files());
        var whole = open(good);
        var lines = List.of(Dump.of(whole).split("\n"));
        whole.close();
        var random = new Random(3);
        var names =
                disk.files().keySet().stream().filter(n -> !n.equals("format")).toList();
        for (int i = 0; i < 1000; i++) {
            var files = disk.files();
            var octets = files.get(names.get(random.nextInt(names.size())));
            if (octets.length == 0) continue;
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
            var damaged = open(new RecordingDisk(files));
            try {
                for (var mailbox : damaged.account(ANN).list()) {
                    damaged.account(ANN).open(mailbox.name()).ifPresent(m -> read(m, lines));
                }
            } finally {
                damaged.close();
            }
        }
    }

    /** Each message that can be read is one of those that were there. */
    private static void read(Mailbox mailbox, List<String> lines) {
        try {
            for (var line : Dump.of(mailbox).split("\n")) {
                var words = line.trim().split(" ");
                if (words.length > 6 && words[0].matches("\\d+")) {
                    var hash = words[words.length - 1];
                    assertTrue(lines.stream().anyMatch(l -> l.endsWith(" " + hash)), line);
                }
            }
        } catch (StoreException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("damaged"), e.getMessage());
        }
    }
}
