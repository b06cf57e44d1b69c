package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;

/** What damage to the log takes away: what only the damaged octets knew, and never the meaning of a UID. */
class StoreDamageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final StoreSettings SETTINGS = StoreSettings.DEFAULTS;
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final AccountId BOB = new AccountId("bob@example.test");

    private static DiskStore open(RecordingDisk disk) {
        var random = new Random(5);
        var settings = DiskSettings.with(random)
                .withLog(LogSettings.with(random)
                        .withSegmentSize(64 << 10)
                        .withBodyFileSize(64 << 10)
                        .withMinFree(0));
        return DiskStore.open(disk, SETTINGS, Quotas.of(SETTINGS), settings, CLOCK);
    }

    private static Mailbox inbox(DiskStore store, AccountId id) {
        return store.account(id).open(MailboxName.INBOX).orElseThrow();
    }

    private static void append(DiskStore store, Mailbox mailbox, String text) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            var done = mailbox.append(List.of(message)).toCompletableFuture().join();
            assertInstanceOf(StoreResult.Done.class, done);
        }
    }

    /** Overwrites so much behind the last place in the log where that text stands: the commit that names a body. */
    private static RecordingDisk damaged(Map<String, byte[]> files, String text, int from, int length) {
        var changed = new TreeMap<>(files);
        var octets = files.get("log-00000001").clone();
        int at = new String(octets, StandardCharsets.ISO_8859_1).lastIndexOf(text);
        assertTrue(at > 0);
        for (int i = 0; i < length; i++) octets[at + from + i] ^= 0x55;
        changed.put("log-00000001", octets);
        return new RecordingDisk(changed);
    }

    @Test
    @DisplayName("S-S4 a UID whose message was lost to damage is not given to another message")
    void s_S4_uidsAreNotGivenTwice() {
        var disk = new RecordingDisk();
        var store = open(disk);
        append(store, inbox(store, ANN), "one");
        append(store, inbox(store, ANN), "the second of Ann's mail");
        long lost = 2;
        long modSequence = inbox(store, ANN).view().highestModSequence().value();
        append(store, inbox(store, BOB), "behind it");
        append(store, inbox(store, BOB), "and what shows that it was synced");
        var files = disk.files(); // as a crash leaves them: no index
        store.close();
        var again = open(damaged(files, "the second of Ann's mail", 24, 80));
        assertFalse(again.findings().isEmpty());
        var inbox = inbox(again, ANN);
        assertEquals(1, inbox.view().count());
        assertEquals(2, inbox(again, BOB).view().count());
        append(again, inbox, "the next");
        assertTrue(inbox.view().uid(1) > lost, "UID " + inbox.view().uid(1));
        assertTrue(inbox.view().highestModSequence().value() > modSequence + 1);
        again.close();
    }

    @Test
    @DisplayName("S-S4 a mailbox whose renaming was lost to damage is not lost behind the one that has its name now")
    void s_S4_aMailboxIsNotHidden() {
        var disk = new RecordingDisk();
        var store = open(disk);
        var account = store.account(ANN);
        var old = new MailboxName("Projects");
        account.create(old, Set.of()).toCompletableFuture().join();
        append(store, account.open(old).orElseThrow(), "to be kept");
        account.rename(old, new MailboxName("Projects of last year"))
                .toCompletableFuture()
                .join();
        account.create(old, Set.of()).toCompletableFuture().join();
        append(store, account.open(old).orElseThrow(), "new");
        var files = disk.files();
        store.close();
        var again = open(damaged(files, "Projects of last year", 0, 4));
        assertFalse(again.findings().isEmpty());
        int messages = 0;
        for (var entry : again.account(ANN).list()) {
            var mailbox = again.account(ANN).open(entry.name());
            if (mailbox.isPresent()) messages += mailbox.get().view().count();
        }
        assertEquals(2, messages, again.account(ANN).list().toString());
        again.close();
    }
}
