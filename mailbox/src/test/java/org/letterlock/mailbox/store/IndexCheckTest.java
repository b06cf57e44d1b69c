package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;
import org.letterlock.mailbox.disk.SegmentLog;

/** An index that is whole and wrong: what no checksum shows, the log does. */
class IndexCheckTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final StoreSettings SETTINGS = StoreSettings.DEFAULTS;
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final MailboxName WORK = new MailboxName("work");

    private static LogSettings small() {
        return LogSettings.with(new Random(5))
                .withSegmentSize(64 << 10)
                .withBodyFileSize(64 << 10)
                .withMinFree(0);
    }

    private static DiskStore open(RecordingDisk disk) {
        var measures = DiskSettings.with(new Random(6)).withLog(small());
        return DiskStore.open(disk, SETTINGS, Quotas.of(SETTINGS), measures, CLOCK);
    }

    private static Mailbox open(DiskStore store, MailboxName name) {
        return store.account(ANN).open(name).orElseThrow();
    }

    private static void append(DiskStore store, MailboxName name, int size) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.allocate(size));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            open(store, name).append(List.of(message)).toCompletableFuture().join();
        }
    }

    /** Ann has mail in two mailboxes, and a subscription. */
    private static RecordingDisk filled() {
        var disk = new RecordingDisk();
        var store = open(disk);
        store.account(ANN).create(WORK, Set.of()).toCompletableFuture().join();
        store.account(ANN).subscribe(WORK, true).toCompletableFuture().join();
        for (int i = 1; i <= 6; i++) append(store, MailboxName.INBOX, 100 + i);
        for (int i = 1; i <= 3; i++) append(store, WORK, 200);
        open(store, MailboxName.INBOX)
                .remove(UidSet.of(2))
                .toCompletableFuture()
                .join();
        store.close();
        return new RecordingDisk(disk.files());
    }

    /** The same store with an index that this version wrote of something else. */
    private static RecordingDisk wrong(RecordingDisk disk, UnaryOperator<Capture> change) throws IOException {
        var store = open(disk);
        open(store, MailboxName.INBOX).view();
        open(store, WORK).view();
        var capture = change.apply(store.capture());
        store.close();
        var copy = new RecordingDisk(disk.files());
        long lsn;
        try (var newest = IndexFile.open(copy, IndexFile.all(copy).get(0), 0)) {
            lsn = newest.lsn();
        }
        IndexWriter.write(
                        copy,
                        SegmentLog.seal(copy, small()),
                        with(capture, lsn, capture.mailboxes(), capture.accounts()))
                .index()
                .close();
        return new RecordingDisk(copy.files());
    }

    /** With another state of one mailbox. */
    private static Capture with(Capture capture, MailboxName name, UnaryOperator<MailboxState> change) {
        var mailboxes = new ArrayList<Capture.OfMailbox>();
        for (var one : capture.mailboxes()) {
            if (!one.mailbox().name().equals(name)) mailboxes.add(one);
            else
                mailboxes.add(new Capture.OfMailbox(
                        one.mailbox(), MailboxPart.Slot.changed(change.apply(one.state())), one.recentFrom()));
        }
        return with(capture, capture.lsn(), mailboxes, capture.accounts());
    }

    private static Capture with(
            Capture c, long lsn, List<Capture.OfMailbox> mailboxes, List<Capture.OfAccount> accounts) {
        return new Capture(lsn, c.lastCommit(), c.highestId(), c.highestUidValidity(), mailboxes, accounts, c.mails());
    }

    /** What was found, after which repair leaves nothing to find, now and after the next opening; as {@code right} was. */
    private static String mended(RecordingDisk disk, String right) {
        var store = open(disk);
        assertEquals(List.of(), store.findings(), "its checksums are right");
        assertNotEquals(content(right), content(Dump.of(store)), "what is served is wrong");
        var report = store.maintenance().check();
        assertFalse(report.isClean());
        assertEquals(List.of(), report.messages());
        store.maintenance().repair(false);
        assertEquals(List.of(), store.maintenance().check().differences());
        assertEquals(content(right), content(Dump.of(store)));
        append(store, MailboxName.INBOX, 10);
        var before = Dump.of(store);
        store.close();
        var again = open(new RecordingDisk(disk.files()));
        assertEquals(before, Dump.of(again));
        assertTrue(again.maintenance().check().isClean());
        again.close();
        var files = disk.files();
        files.keySet().removeIf(IndexFile::isOne);
        var fromLog = open(new RecordingDisk(files));
        assertEquals(before, Dump.of(fromLog), "the log says the same");
        fromLog.close();
        return report.differences().toString();
    }

    /** But MODSEQs, which rise, and what is gone for the second time. */
    private static String content(String dump) {
        return dump.replaceAll("ModSequence\\[value=\\d+]", "")
                .replaceAll("(?m)^(    \\d+) \\d+", "$1")
                .replaceAll("(?m)^    vanished .*$", "");
    }

    private static String right(RecordingDisk disk) {
        var store = open(new RecordingDisk(disk.files()));
        var dump = Dump.of(store);
        assertTrue(store.maintenance().check().isClean());
        store.close();
        return dump;
    }

    @Test
    @DisplayName("S-S4 messages that are missing in the index, or other there, are named by UID and come back")
    void s_S4_wrongMessages() throws IOException {
        var disk = filled();
        var right = right(disk);
        var damaged = wrong(
                disk,
                c -> with(
                        with(
                                c,
                                MailboxName.INBOX,
                                s -> s.withoutUids(UidSet.of(3, 4), s.modSequence(), 100)
                                        .withFlags(UidSet.of(5), Flags.of(SystemFlag.DELETED), s.modSequence())),
                        WORK,
                        s -> s.relocated(
                                new long[] {1}, new long[] {s.messages().row(1).handle()})));
        var said = mended(damaged, right);
        for (var expected : List.of(
                "INBOX, UID 3: it is in the log", "UID 4: it is in the log", "UID 5: flags", "work, UID 1: place"))
            assertTrue(said.contains(expected), said);
        assertFalse(said.contains("UID 6"), said);
    }

    @Test
    void aMessageThatTheLogDoesNotKnowGoesAndSessionsHearOfIt() throws IOException {
        var disk = filled();
        var right = right(disk);
        var damaged = wrong(
                disk,
                c -> with(c, MailboxName.INBOX, s -> {
                    var row = s.messages().row(0);
                    return s.withRows(List.of(new Row(
                            2,
                            row.modSequence(),
                            row.flags(),
                            row.internalDate(),
                            row.savedDate(),
                            row.size(),
                            row.handle())));
                }));
        var store = open(new RecordingDisk(damaged.files()));
        var inbox = open(store, MailboxName.INBOX);
        var seen = inbox.view().highestModSequence();
        assertTrue(inbox.message(2).isPresent());
        store.maintenance().repair(false);
        assertTrue(inbox.changesSince(seen).vanished().contains(2));
        assertTrue(inbox.message(2).isEmpty());
        store.close();
        assertTrue(mended(damaged, right).contains("UID 2: it is in the index, not in the log"));
    }

    @Test
    void marksThatWentBackAreRaised() throws IOException {
        var disk = filled();
        var store = open(new RecordingDisk(disk.files()));
        long next = open(store, WORK).status().uidNext();
        store.close();
        var damaged = wrong(
                disk,
                c -> with(
                        c,
                        WORK,
                        s -> new MailboxState(
                                s.name(),
                                s.uidValidity(),
                                true,
                                MessageTable.empty(s.messages().bodies),
                                1,
                                1,
                                s.keywords(),
                                s.vanished())));
        var again = open(damaged);
        assertEquals(1, open(again, WORK).status().uidNext());
        assertTrue(again.maintenance().check().differences().toString().contains("UIDNEXT is 1 in the index, " + next));
        again.maintenance().repair(false);
        append(again, WORK, 1);
        assertEquals(next, open(again, WORK).view().uid(3), "no UID is given twice");
        again.close();
    }

    @Test
    @DisplayName("S-S4 a mailbox or a name that is missing in the index comes back, one that is too many goes")
    void s_S4_wrongNames() throws IOException {
        var disk = filled();
        var right = right(disk);
        var without = wrong(
                disk,
                c -> with(
                        c,
                        c.lsn(),
                        c.mailboxes().stream()
                                .filter(m -> !m.mailbox().name().equals(WORK))
                                .toList(),
                        c.accounts().stream()
                                .map(a -> {
                                    var names = a.names().copy();
                                    names.remove(WORK, null);
                                    names.subscribe(WORK, false);
                                    names.subscribe(new MailboxName("nowhere"), true);
                                    return new Capture.OfAccount(a.account(), names);
                                })
                                .toList()));
        var said = mended(without, right);
        assertTrue(said.contains("work: the log has it, with 3 messages"), said);
        assertTrue(said.contains("nowhere: as a name"), said);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aStoreThatIsRightHasNoDifferencesAlsoAfterCompaction(long seed) {
        var disk = new RecordingDisk();
        var store = open(disk);
        var life = new RandomLife(seed, 20_000);
        int compacted = 0;
        for (int i = 0; i < 300; i++) {
            life.step(store).toCompletableFuture().join();
            if (i % 40 == 39) compacted += store.maintenance().compact(95).files();
            if (i % 20 == 0) assertEquals(List.of(), store.maintenance().check().differences(), "step " + i);
        }
        assertTrue(compacted > 0);
        store.close();
        var again = open(new RecordingDisk(disk.files()));
        assertEquals(List.of(), again.maintenance().check().differences());
        var before = Dump.of(again);
        again.maintenance().repair(true);
        assertEquals(before, Dump.of(again), "there is nothing to mend");
        again.close();
    }

    @Test
    void aChangeThatIsMadeMeanwhileIsNoDifference() {
        var store = open(filled());
        var flags = new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
        for (int i = 1; i <= 20; i++) {
            var under = open(store, MailboxName.INBOX).store(UidSet.of(i % 6 + 1), flags, OptionalLong.empty());
            assertEquals(List.of(), store.maintenance().check().differences());
            under.toCompletableFuture().join();
        }
        store.close();
    }
}
