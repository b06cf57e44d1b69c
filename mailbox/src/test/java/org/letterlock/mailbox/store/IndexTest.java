package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;

/** The index on the disk: what of it is in the heap, and when it is believed. */
class IndexTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final StoreSettings SMALL = StoreSettings.DEFAULTS.withIndexBytes(1 << 20);
    private static final int ACCOUNTS = 12;
    private static final int EACH = 5000; // messages: some 185,000 octets of index

    private static DiskStore open(Disk disk) {
        return open(disk, 1);
    }

    private static DiskStore open(Disk disk, long seed) {
        var random = new Random(seed);
        var log = LogSettings.with(random)
                .withSegmentSize(8 << 20)
                .withBodyFileSize(1 << 20)
                .withMinFree(0);
        return DiskStore.open(
                disk, SMALL, Quotas.of(SMALL), DiskSettings.with(random).withLog(log), CLOCK);
    }

    private static Mailbox inbox(DiskStore store, int account) {
        return store.account(new AccountId("u" + account + "@example.test"))
                .open(MailboxName.INBOX)
                .orElseThrow();
    }

    /** {@code count} messages with one body. */
    private static void append(DiskStore store, Mailbox mailbox, int count) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            mailbox.append(IntStream.range(0, count).mapToObj(i -> message).toList())
                    .toCompletableFuture()
                    .join();
        }
    }

    private static RecordingDisk filled() {
        var disk = new RecordingDisk();
        var store = open(disk);
        for (int i = 0; i < ACCOUNTS; i++) append(store, inbox(store, i), EACH);
        store.close();
        return new RecordingDisk(disk.files());
    }

    private static String index(Map<String, byte[]> files) {
        return files.keySet().stream()
                .filter(IndexFile::isOne)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void whatNobodyAsksForIsNotInTheHeap() {
        var store = open(filled());
        for (int i = 0; i < ACCOUNTS; i++) {
            var status = inbox(store, i).status();
            assertEquals(EACH, status.messages());
            assertEquals(EACH + 1, status.uidNext());
            assertEquals(EACH, status.unseen());
            assertEquals(EACH, status.recent());
            assertTrue(inbox(store, i).exists());
            assertEquals(
                    EACH,
                    store.account(new AccountId("u" + i + "@example.test"))
                            .usage()
                            .get(0)
                            .messages());
            assertTrue(inbox(store, i).changesSince(status.highestModSequence()).complete());
        }
        assertEquals(0, store.indexOctets(), "an opening reads none, nor does STATUS");
        assertEquals(EACH, inbox(store, 0).view().count());
        assertTrue(store.indexOctets() > 37 * EACH, store.indexOctets() + " octets");
        store.maintenance().stats();
        store.maintenance().compact(90);
        assertTrue(store.indexOctets() < 2 * 40 * EACH, "who looks at all of them leaves none behind");
        store.close();
    }

    @Test
    void theBoundHoldsAndAViewStaysWhatItWas() {
        var store = open(filled());
        var views = new ArrayList<Mailbox.View>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < ACCOUNTS; i++) {
                var view = inbox(store, i).view();
                assertEquals(EACH, view.count());
                if (round == 0) views.add(view);
                assertTrue(store.indexOctets() <= 1 << 20, store.indexOctets() + " octets");
            }
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            inbox(store, i).remove(UidSet.of(7)).toCompletableFuture().join();
            append(store, inbox(store, i), 1);
        }
        store.checkpoint();
        assertTrue(store.indexOctets() <= 1 << 20, store.indexOctets() + " octets after the index was written");
        for (int i = 0; i < ACCOUNTS; i++) {
            assertEquals(7, views.get(i).uid(6));
            assertEquals(14, views.get(i).message(6).body().size());
            assertTrue(inbox(store, i).message(7).isEmpty());
            assertEquals(EACH, inbox(store, i).view().count());
            assertEquals(EACH + 1, inbox(store, i).view().uid(EACH - 1));
            assertEquals(
                    UidSet.of(7),
                    inbox(store, i)
                            .changesSince(views.get(i).highestModSequence())
                            .vanished());
        }
        store.close();
    }

    @Test
    void mailboxesThatDidNotChangeAreWrittenAgainWithoutBeingRead() {
        var disk = filled();
        var store = open(disk);
        append(store, inbox(store, 3), 1);
        store.checkpoint();
        append(store, inbox(store, 4), 1);
        store.checkpoint();
        assertTrue(store.indexOctets() < 3 * 40 * EACH, store.indexOctets() + " octets");
        store.close();
        var again = open(new RecordingDisk(disk.files()));
        assertEquals(List.of(), again.findings());
        for (int i = 0; i < ACCOUNTS; i++)
            assertEquals(
                    i == 3 || i == 4 ? EACH + 1 : EACH, inbox(again, i).view().count());
        again.close();
    }

    private static long place(Mailbox mailbox) {
        var place = ((StoredMailbox) mailbox).part().slot().place();
        assertNotNull(place);
        return place.offset();
    }

    /** Turns a bit over in the octets of a file that is open. */
    private static void flip(RecordingDisk disk, String name, long at) throws Exception {
        try (var file = disk.open(name)) {
            var octet = ByteBuffer.allocate(1);
            file.read(octet, at);
            octet.put(0, (byte) (octet.get(0) ^ 16));
            file.write(octet.rewind(), at);
        }
    }

    @Test
    @DisplayName(
            "S-S4 an index that is damaged while the store is open is made again from the log, or the mailbox is not read")
    void s_S4_damagedWhileOpen() throws Exception {
        var disk = filled();
        var before = open(new RecordingDisk(disk.files()));
        var whole = Dump.of(inbox(before, 0));
        before.close();
        var store = open(disk);
        flip(disk, index(disk.files()), place(inbox(store, 0)) + 5000);
        assertEquals(whole, Dump.of(inbox(store, 0)));
        append(store, inbox(store, 1), 1);
        store.checkpoint(); // and what is written anew is right
        store.close();
        var again = open(new RecordingDisk(disk.files()));
        assertEquals(List.of(), again.findings());
        assertEquals(whole, Dump.of(inbox(again, 0)));
        again.close();

        var files = new TreeMap<>(filled().files());
        var both = new RecordingDisk(files);
        var last = open(both);
        flip(both, index(files), place(inbox(last, 0)) + 5000);
        flip(both, "log-00000001", 1000);
        var e = assertThrows(StoreException.class, () -> inbox(last, 0).view());
        assertTrue(String.valueOf(e.getMessage()).contains("index-"), e.getMessage());
        assertEquals(EACH, inbox(last, 1).view().count(), "the others are read");
        last.close();
    }

    @Test
    @DisplayName("S-S4 an index of another store, or of another log of this one, is never believed")
    void s_S4_foreignIndex() {
        var disk = new RecordingDisk();
        var store = open(disk);
        append(store, inbox(store, 0), 3);
        store.close();
        var base = disk.files();
        var stranger = new RecordingDisk();
        var other = open(stranger, 2);
        append(other, inbox(other, 0), 9);
        append(other, inbox(other, 1), 9);
        other.close();
        var theirs = stranger.files();
        var mixed = new TreeMap<>(base);
        mixed.put(index(theirs), theirs.get(index(theirs)));
        assertForeign(mixed, index(theirs), "another store");

        var restored = new RecordingDisk(base); // a backup of which two lives begin
        var first = open(restored);
        append(first, inbox(first, 0), 5);
        first.close();
        var second = new RecordingDisk(base);
        var twin = open(second);
        append(twin, inbox(twin, 0), 6);
        twin.close();
        mixed = new TreeMap<>(second.files());
        var name = index(restored.files());
        assertEquals(name, index(mixed), "both wrote as much");
        mixed.put(name, restored.files().get(name));
        var mixedUp = open(new RecordingDisk(mixed));
        assertEquals(9, inbox(mixedUp, 0).view().count(), "as the log says");
        assertTrue(
                mixedUp.findings().toString().contains("another log"),
                mixedUp.findings().toString());
        mixedUp.close();
    }

    private static void assertForeign(Map<String, byte[]> files, String name, String why) {
        var disk = new RecordingDisk(files);
        var store = open(disk);
        assertEquals(3, inbox(store, 0).view().count());
        assertEquals(1, store.findings().size());
        assertEquals(name, store.findings().get(0).file());
        assertTrue(
                store.findings().get(0).what().contains(why), store.findings().toString());
        append(store, inbox(store, 0), 1);
        store.checkpoint();
        assertFalse(disk.files().containsKey(name), "it is not kept");
        store.close();
    }

    @Test
    void aDamagedIndexIsNoneOfTheTwoThatAreKept() throws Exception {
        var disk = new RecordingDisk();
        var store = open(disk);
        append(store, inbox(store, 0), 3);
        store.checkpoint();
        var good = index(disk.files());
        append(store, inbox(store, 0), 3);
        store.close();
        var bad = index(disk.files());
        flip(disk, bad, 100);
        var again = open(new RecordingDisk(disk.files()));
        again.close();
        disk = new RecordingDisk(disk.files());
        var third = open(disk);
        assertEquals(1, third.findings().size());
        append(third, inbox(third, 0), 3);
        third.checkpoint();
        assertTrue(disk.files().containsKey(good), "the older one is right");
        assertFalse(disk.files().containsKey(bad));
        third.close();
    }

    @Test
    void anIndexThatCannotBeWrittenIsTriedAgainLaterAndLater() {
        var below = new RecordingDisk();
        var attempts = new AtomicInteger();
        var disk = new FaultyDisk(below, (kind, file) -> {
            if (kind == FaultyDisk.Kind.WRITE && file.startsWith("index-")) {
                attempts.incrementAndGet();
                throw FaultyDisk.noSpace();
            }
        });
        var random = new Random(4);
        var log = LogSettings.with(random).withSegmentSize(4 << 20).withMinFree(0);
        var measures = DiskSettings.with(random).withLog(log).withCheckpointBytes(1 << 20);
        var store = DiskStore.open(disk, SMALL, Quotas.of(SMALL), measures, CLOCK);
        for (int i = 0; i < 5; i++) append(store, inbox(store, i), EACH);
        for (int i = 0; i < 100; i++) store.lookAtIndex(); // 100 seconds
        assertTrue(attempts.get() >= 3 && attempts.get() <= 8, attempts + " attempts");
        assertFalse(below.files().containsKey(IndexFile.UNFINISHED));
        disk.heal();
        for (int i = 0; i < 200; i++) store.lookAtIndex();
        assertTrue(below.files().keySet().stream().anyMatch(IndexFile::isOne), "then it is written");
        store.close();
    }
}
