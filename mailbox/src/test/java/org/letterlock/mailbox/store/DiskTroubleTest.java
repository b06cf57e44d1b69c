package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.LogSettings;
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
    @DisplayName(
            "S-S10 the disk is full, then there is room: what is refused is not half done, and it goes on by itself")
    void s_S10_fullDisk() {
        var below = new RecordingDisk();
        var disk = new FaultyDisk(below, (kind, file) -> {});
        var store = open(disk);
        append(store, 300);
        disk.set((kind, file) -> {
            boolean grows = kind == FaultyDisk.Kind.WRITE && file.startsWith("body-");
            if (grows || kind == FaultyDisk.Kind.CREATE) throw FaultyDisk.noSpace();
        });
        assertThrows(StoreException.class, () -> append(store, 100_000));
        var flags = Flags.of(Set.of(SystemFlag.SEEN), List.of("k"));
        int acknowledged = 0;
        StoreResult<?> last;
        do { // changes of what is there have room in the log, until that is full
            var before = Dump.of(store);
            var mode = acknowledged % 2 == 0 ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE;
            last = inbox(store)
                    .store(UidSet.of(1), new FlagChange(mode, flags), OptionalLong.empty())
                    .toCompletableFuture()
                    .join();
            if (last instanceof StoreResult.Done) acknowledged++;
            assertEquals(last instanceof StoreResult.Refused, before.equals(Dump.of(store)));
        } while (last instanceof StoreResult.Done);
        assertEquals(Refusal.NO_ROOM, ((StoreResult.Refused<?>) last).why());
        assertTrue(acknowledged > 100, acknowledged + " had room");
        assertEquals(StoreResult.Refusal.NO_ROOM, store.refusal().orElseThrow());
        var full = Dump.of(store);
        var account = store.account(ANN);
        var work = new MailboxName("work");
        assertThrows(StoreException.class, () -> append(store, 300));
        assertNoRoom(account.create(work, Set.of()));
        assertNoRoom(account.rename(MailboxName.INBOX, work));
        assertNoRoom(inbox(store).copy(UidSet.of(1), inbox(store), true));
        assertNoRoom(inbox(store).remove(UidSet.of(1)));
        assertEquals(full, Dump.of(store), "nothing is half done, all is read");

        disk.heal();
        while (store.refusal().isPresent()) Thread.onSpinWait(); // the next segment is being made
        assertInstanceOf(StoreResult.Done.class, append(store, 100_000));
        assertInstanceOf(
                StoreResult.Done.class,
                account.rename(MailboxName.INBOX, work).toCompletableFuture().join());
        assertEquals(2, account.open(work).orElseThrow().status().messages());
        assertTrue(store.maintenance().check().isClean());
        var before = Dump.of(store);
        store.close();
        var again = open(new RecordingDisk(below.files()));
        assertEquals(before, Dump.of(again));
        assertEquals(List.of(), again.findings());
        again.close();
    }

    private static void assertNoRoom(CompletionStage<? extends StoreResult<?>> change) {
        var refused = assertInstanceOf(
                StoreResult.Refused.class, change.toCompletableFuture().join());
        assertEquals(Refusal.NO_ROOM, refused.why());
    }

    /** A store of a few small files: segments of the log, one for bodies, two indexes, and a tail no index has. */
    private static DiskStore tiny(Disk disk) {
        var random = new Random(7);
        var log = LogSettings.with(random)
                .withSegmentSize(8 << 10)
                .withBodyFileSize(8 << 10)
                .withMinFree(0);
        var measures = DiskSettings.with(random).withLog(log);
        return DiskStore.open(disk, StoreSettings.DEFAULTS, Quotas.of(StoreSettings.DEFAULTS), measures, CLOCK);
    }

    @Test
    @DisplayName(
            "S-S4 10,000 times bits, files cut, zeroed, gone or too many: it starts, serves nothing wrong, says where")
    void s_S4_damagedFiles() {
        var disk = new RecordingDisk();
        var store = tiny(disk);
        var life = new RandomLife(21, 3000);
        var lives = new ArrayList<String>(); // the store after each step
        for (var who : List.of(ANN, new AccountId("bob@example.test")))
            store.account(who)
                    .subscribe(MailboxName.INBOX, true)
                    .toCompletableFuture()
                    .join();
        lives.add(Dump.of(store));
        for (int i = 0; i < 40; i++) {
            life.step(store).toCompletableFuture().join();
            lives.add(Dump.of(store));
            if (i == 15 || i == 25) store.checkpoint();
        }
        var killed = disk.files();
        var whole = Dump.of(store);
        var tail = new TreeMap<>(killed); // the last segment in use; a spare one of zeros is behind it
        tail.keySet().removeIf(n -> !n.startsWith("log-"));
        while (isZero(tail.lastEntry().getValue())) tail.pollLastEntry();
        store.close();
        var closed = disk.files();
        var hashes = new HashSet<String>(); // of all bodies there ever were
        for (var dump : lives) for (var line : dump.split("\n")) hashes.add(line.substring(line.lastIndexOf(' ') + 1));
        var random = new Random(3);
        int noticed = 0;
        for (int i = 0; i < 10_000; i++) {
            var damage = Damage.of(i % 2 == 0 ? killed : closed, random);
            var damaged = tiny(new RecordingDisk(damage.files()));
            try {
                boolean same = true;
                for (var id : damaged.accounts()) {
                    for (var entry : damaged.account(id).list()) {
                        var mailbox = damaged.account(id).open(entry.name());
                        if (mailbox.isPresent()) same &= read(mailbox.get(), hashes, whole);
                    }
                }
                if (same) continue;
                noticed++;
                var report = damaged.maintenance().check();
                var said = damaged.findings() + " " + report.files() + " " + report.messages();
                if (said.contains(damage.file())) continue;
                assertEquals(tail.lastKey(), damage.file(), () -> damage + ": " + said);
                assertTrue(lives.contains(Dump.of(damaged)), () -> damage + ": cut like by a crash, so as it once was");
            } catch (RuntimeException e) {
                throw new AssertionError(damage.toString(), e);
            } finally {
                damaged.close();
            }
        }
        assertTrue(noticed > 1000, noticed + " were noticed");
    }

    private static boolean isZero(byte[] octets) {
        for (byte b : octets) if (b != 0) return false;
        return true;
    }

    /** Some of a store's files after something happened to one of them. */
    private record Damage(Map<String, byte[]> files, String file, String what) {
        static Damage of(Map<String, byte[]> good, Random random) {
            var files = new TreeMap<>(good);
            var names = good.keySet().stream().filter(n -> !n.equals("format")).toList();
            var name = names.get(random.nextInt(names.size()));
            var octets = files.get(name).clone();
            int at = octets.length == 0 ? 0 : random.nextInt(octets.length);
            int kind = random.nextInt(octets.length == 0 ? 1 : 20);
            if (kind == 0) {
                var garbage = new byte[random.nextInt(2000)];
                random.nextBytes(garbage);
                var other = List.of("log-00000077", "body-00000077", "index-00000000ffffffff", "index-new", "x");
                name = other.get(random.nextInt(other.size()));
                files.put(name, random.nextBoolean() ? garbage : octets);
                return new Damage(files, name, "too many");
            }
            if (kind == 1) {
                files.remove(name);
                return new Damage(files, name, "gone");
            }
            if (kind == 2) octets = Arrays.copyOf(octets, at);
            else if (kind == 3) Arrays.fill(octets, at, octets.length, (byte) 0);
            else if (kind == 4) Arrays.fill(octets, at, Math.min(octets.length, at + 512), (byte) random.nextInt());
            else octets[at] ^= (byte) (1 << random.nextInt(8));
            files.put(name, octets);
            return new Damage(
                    files, name, kind == 2 ? "cut" : kind == 3 ? "zeros from" : "octets " + kind + " at " + at);
        }

        @Override
        public String toString() {
            return file + ": " + what;
        }
    }

    /** Whether it is as before; each message that can be read is one of those that were there. */
    private static boolean read(Mailbox mailbox, Set<String> hashes, String whole) {
        boolean same = true;
        var view = mailbox.view();
        for (int i = 0; i < view.count(); i++) {
            try {
                var hash = String.valueOf(Dump.hash(view.message(i).body()));
                assertTrue(hashes.contains(hash), mailbox.name() + " UID " + view.uid(i));
            } catch (StoreException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("damaged"), e.getMessage());
                same = false;
            }
        }
        return same && whole.contains(Dump.of(mailbox));
    }
}
