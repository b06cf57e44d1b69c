package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.disk.CrashStates;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;

/**
 * The store after power cuts, at every moment of what users do by chance: deliveries to several, APPEND, COPY, MOVE, flags,
 * EXPUNGE, CREATE, RENAME, DELETE, the queue, writing the index, and compaction. Beside it goes a store in memory; what comes back is
 * what that one was after the last thing acknowledged, or after the one that was under way.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class StoreCrashTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Clock LONG_AGO = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final StoreSettings SETTINGS = StoreSettings.DEFAULTS.withExpungeHistory(20);
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final Pattern VALIDITY = Pattern.compile("UidValidity\\[value=(\\d+)]");
    private static final int STATES = Integer.getInteger("letterlock.crash.states", 5_000);

    /** How many things are acknowledged; what a mark says. */
    private record Acknowledged(int count) {}

    private final List<String> lives = new ArrayList<>(); // the store after so many things
    private int deleted; // files, by compaction
    private final Set<Long> seen = new HashSet<>();

    private static DiskStore open(RecordingDisk disk, Clock clock) {
        var random = new Random(5);
        var settings = DiskSettings.with(random)
                .withLog(LogSettings.with(random)
                        .withSegmentSize(8 << 10)
                        .withBodyFileSize(16 << 10)
                        .withMinFree(0));
        return DiskStore.open(disk, SETTINGS, Quotas.of(SETTINGS), settings, clock);
    }

    private void live(RecordingDisk disk, long seed, int steps) {
        var random = new Random(seed);
        var model = new MemoryStore(SETTINGS, CLOCK);
        var store = open(disk, CLOCK);
        for (var who : List.of(ANN, new AccountId("bob@example.test"))) {
            model.account(who)
                    .subscribe(MailboxName.INBOX, true)
                    .toCompletableFuture()
                    .join();
            store.account(who)
                    .subscribe(MailboxName.INBOX, true)
                    .toCompletableFuture()
                    .join();
        }
        lives.clear();
        lives.add(Dump.of(model));
        disk.mark(new Acknowledged(0));
        var life = new RandomLife(seed, 3000);
        var twin = new RandomLife(seed, 3000);
        for (int i = 1; i <= steps; i++) {
            twin.step(model).toCompletableFuture().join();
            lives.add(Dump.of(model)); // before it is under way: a crash may leave it done
            life.step(store).toCompletableFuture().join();
            disk.mark(new Acknowledged(i));
            if (random.nextInt(12) == 0) store.checkpoint();
            if (random.nextInt(30) == 0)
                deleted += store.maintenance().compact(60).files();
        }
        store.close();
    }

    private void check(CrashStates.State state, RecordingDisk disk) {
        int acknowledged = -1;
        for (var mark : state.marks()) if (mark instanceof Acknowledged a) acknowledged = a.count;
        var store = open(disk, LONG_AGO);
        try {
            assertEquals(List.of(), store.findings(), "a crash damages nothing");
            if (acknowledged < 0) return; // before the first thing
            var came = Dump.of(store);
            int now = acknowledged;
            if (!lives.get(now).equals(came)
                    && ++now < lives.size()
                    && !lives.get(now).equals(came))
                assertEquals(lives.get(acknowledged), came, "after " + acknowledged);
            if (now == lives.size()) fail("other than all that was done: " + came);
            var made = store.account(ANN).create(new MailboxName("made/later"), Set.of());
            assertTrue(made.toCompletableFuture().join().toString().startsWith("Done"));
            var later = store.account(ANN).open(new MailboxName("made/later")).orElseThrow();
            for (int i = 0; i <= now; i++) {
                var known = VALIDITY.matcher(lives.get(i));
                while (known.find())
                    assertTrue(later.uidValidity().value() > Long.parseLong(known.group(1)), "UIDVALIDITY ascends");
            }
        } finally {
            store.close();
        }
    }

    @Test
    @DisplayName("S-S1, S-S2, S-S5, S-S6, S-S7, S-T13 after a power cut at any moment: all that was acknowledged, once")
    void s_S2_powerCut() {
        long began = System.nanoTime();
        for (int seed = 0; seen.size() < STATES; seed++) {
            var disk = new RecordingDisk();
            live(disk, seed, 60);
            new CrashStates(disk, new Random(seed), seen).visit(12, state -> check(state, state.disk()));
        }
        assertTrue(deleted > 0, "compaction had something to do");
        System.out.printf("store: %,d crash states, %.1f s%n", seen.size(), (System.nanoTime() - began) / 1e9);
    }
}
