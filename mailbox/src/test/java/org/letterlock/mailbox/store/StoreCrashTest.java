package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
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
    private static final int STATES = Integer.getInteger("letterlock.crash.states", 100_000);
    private static final int STEPS = 40; // short lives: a store with little in it is opened quickly

    /** How many things are acknowledged; what a mark says. */
    private record Acknowledged(int count) {}

    /** The store after so many things; the highest UIDVALIDITY it ever gave. */
    private record Life(String dump, long validity) {}

    private final List<Life> lives = new ArrayList<>();
    private final Map<Long, String> came = new HashMap<>(); // from which state
    private final Set<String> done = new TreeSet<>(); // what lives were made of
    private int deleted; // files, by compaction
    private int wentOn;
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

    private void live(RecordingDisk disk, long seed) {
        var random = new Random(seed);
        var model = new MemoryStore(SETTINGS, CLOCK);
        lives.clear();
        came.clear();
        try (var store = open(disk, CLOCK)) {
            for (var who : List.of(ANN, new AccountId("bob@example.test"))) {
                var account = model.account(who);
                account.subscribe(MailboxName.INBOX, true).toCompletableFuture().join();
                account = store.account(who);
                account.subscribe(MailboxName.INBOX, true).toCompletableFuture().join();
            }
            lived(model);
            disk.mark(new Acknowledged(0));
            var life = new RandomLife(seed, 8000);
            var twin = new RandomLife(seed, 8000);
            for (int i = 1; i <= STEPS; i++) {
                twin.step(model).toCompletableFuture().join();
                lived(model); // before it is under way: a crash may leave it done
                if (life.step(store).toCompletableFuture().join() instanceof StoreResult.Done) done.add(life.last());
                disk.mark(new Acknowledged(i));
                if (random.nextInt(12) == 0) store.checkpoint();
                if (random.nextInt(20) == 0)
                    deleted += store.maintenance().compact(60).files();
            }
        }
    }

    private void lived(MailStore model) {
        var dump = Dump.of(model);
        long validity = lives.isEmpty() ? 0 : lives.get(lives.size() - 1).validity;
        var known = VALIDITY.matcher(dump);
        while (known.find()) validity = Math.max(validity, Long.parseLong(known.group(1)));
        lives.add(new Life(dump, validity));
    }

    private void check(CrashStates.State state) {
        int acknowledged = -1;
        for (var mark : state.marks()) if (mark instanceof Acknowledged a) acknowledged = a.count;
        var known = came.get(state.checksum());
        if (known != null && known.equals(lives.get(Math.max(acknowledged, 0)).dump)) return;
        var disk = state.disk();
        try (var store = open(disk, LONG_AGO)) {
            assertEquals(List.of(), store.findings(), "a crash damages nothing");
            var dump = Dump.of(store);
            came.put(state.checksum(), dump);
            if (acknowledged >= 0) { // else it is before the first thing
                int now = same(acknowledged, dump);
                if (seen.size() % 16 == 8) assertEquals(dump, ofLogs(state.files()), "what the log alone says");
                if (seen.size() % 16 == 0) goOn(store, lives.get(now));
            }
            disk.end(); // the next one is opened sooner when nothing is written for it
        }
    }

    /** How many things were done in what came back. */
    private int same(int acknowledged, String came) {
        if (lives.get(acknowledged).dump.equals(came)) return acknowledged;
        int next = acknowledged + 1;
        if (next < lives.size() && lives.get(next).dump.equals(came)) return next;
        assertEquals(lives.get(acknowledged).dump, came, "after " + acknowledged);
        throw new AssertionError("not reached");
    }

    private static String ofLogs(Map<String, byte[]> files) {
        var logs = new TreeMap<>(files);
        logs.keySet().removeIf(name -> name.startsWith("index-"));
        var disk = new RecordingDisk(logs);
        try (var store = open(disk, LONG_AGO)) {
            disk.end();
            return Dump.of(store);
        }
    }

    /** What comes after a crash is told from all that was before. */
    private void goOn(MailStore store, Life before) {
        wentOn++;
        var name = new MailboxName("made/later");
        var made = store.account(ANN).create(name, Set.of()).toCompletableFuture();
        assertInstanceOf(StoreResult.Done.class, made.join());
        var later = store.account(ANN).open(name).orElseThrow();
        assertTrue(later.uidValidity().value() > before.validity, "UIDVALIDITY ascends");
        var inbox = store.account(ANN).open(MailboxName.INBOX).orElseThrow();
        long uid = inbox.status().uidNext();
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.allocate(100));
            var message = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            var appended = inbox.append(List.of(message)).toCompletableFuture();
            assertInstanceOf(StoreResult.Done.class, appended.join());
        }
        assertEquals(uid + 1, inbox.status().uidNext());
    }

    @Test
    @DisplayName("S-S1, S-S2, S-S5, S-S6, S-S7, S-T13 after a power cut at any moment: all that was acknowledged, once")
    void s_S2_powerCut() {
        long began = System.nanoTime();
        long living = 0;
        int lived = 0;
        int checked = 0;
        for (; seen.size() < STATES; lived++) {
            var disk = new RecordingDisk();
            long from = System.nanoTime();
            live(disk, lived);
            living += System.nanoTime() - from;
            checked += new CrashStates(disk, new Random(lived), seen).visit(12, this::check);
        }
        assertTrue(deleted > 0, "compaction had something to do");
        assertTrue(wentOn > 0, "some went on");
        assertEquals(RandomLife.ALL, done, "lives had everything in them");
        System.out.printf(
                "store: %,d crash states of %d lives, %,d times another promise of one, %.1f s, of which %.1f s living%n",
                seen.size(), lived, checked - seen.size(), (System.nanoTime() - began) / 1e9, living / 1e9);
    }
}
