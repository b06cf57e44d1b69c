package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.disk.CrashStates;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;

/** The first time that somebody asks for an account. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BegunTest {
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final AccountId BOB = new AccountId("bob@example.test");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Clock LATER = Clock.fixed(Instant.parse("2027-01-01T12:00:00Z"), ZoneOffset.UTC);

    private static DiskStore open(Disk disk, Clock clock) {
        var random = new Random(5);
        var log = LogSettings.with(random).withSegmentSize(8 << 10).withMinFree(0);
        var settings = DiskSettings.with(random).withLog(log);
        return DiskStore.open(disk, StoreSettings.DEFAULTS, Quotas.of(StoreSettings.DEFAULTS), settings, clock);
    }

    private static Mailbox inbox(MailAccount account) {
        return account.open(MailboxName.INBOX).orElseThrow();
    }

    @Test
    @DisplayName("S-O5 an INBOX in which nothing ever was has the same UIDVALIDITY after a power cut")
    void s_O5_untouchedInbox() {
        var disk = new RecordingDisk();
        var store = open(disk, CLOCK);
        long told = inbox(store.account(ANN)).uidValidity().value();
        disk.mark(told);
        int states = new CrashStates(disk, new Random(1)).visit(50, state -> {
            if (state.marks().isEmpty()) return;
            var later = open(state.disk(), LATER);
            assertEquals(told, inbox(later.account(ANN)).uidValidity().value());
            later.close();
        });
        assertTrue(states > 0);
        store.close();
    }

    @Test
    @DisplayName("An account is there at once where commits are told of: nobody waits for himself")
    void whoTellsOfCommitsDoesNotWait() {
        var store = open(new RecordingDisk(), CLOCK);
        var made = store.account(ANN)
                .create(new MailboxName("a"), Set.of())
                .thenCompose(done -> store.account(BOB).subscribe(MailboxName.INBOX, true));
        assertInstanceOf(StoreResult.Done.class, ((CompletableFuture<?>) made.toCompletableFuture()).join());
        store.close();
    }

    @Test
    @DisplayName("What an account takes up can be asked without beginning it: nothing is written, nobody waits")
    void usageBeginsNothing() {
        var disk = new FaultyDisk(new RecordingDisk(), (kind, file) -> {});
        var store = open(disk, CLOCK);
        store.account(ANN);
        disk.set((kind, file) -> {
            throw new AssertionError(kind + " of " + file);
        });
        assertEquals(store.account(ANN).usage(), store.usage(ANN));
        assertEquals(0, store.usage(BOB).get(0).messages());
        assertEquals(2, store.usage(BOB).size(), "its domain's, too");
        assertEquals(List.of(ANN), store.accounts());
        disk.set((kind, file) -> {});
        store.close();
    }

    @Test
    @DisplayName("S-S9 an account that begins when nothing can be written any more can be looked at")
    void s_S9_beginsUnwritten() {
        var below = new RecordingDisk();
        var disk = new FaultyDisk(below, (kind, file) -> {});
        var store = open(disk, CLOCK);
        store.account(ANN);
        disk.set((kind, file) -> {
            if (kind == FaultyDisk.Kind.FORCE && file.startsWith("log-")) throw FaultyDisk.inputOutputError();
        });
        assertEquals(0, inbox(store.account(BOB)).status().messages());
        store.close();
    }
}
