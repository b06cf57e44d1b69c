package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue.Changes;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.Disk;
import org.letterlock.mailbox.disk.FaultyDisk;
import org.letterlock.mailbox.disk.LogSettings;
import org.letterlock.mailbox.disk.RecordingDisk;

/**
 * The store when its process is killed before, or in the middle of, any one thing that it does to the disk, while mail is
 * delivered, appended, flagged, moved, expunged, renamed and queued, indexes are written and files compacted. What the
 * system was given is still there for the next one.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StoreKillTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final AccountId BOB = new AccountId("bob@example.test");
    private static final MailboxName WORK = new MailboxName("work");

    @FunctionalInterface
    private interface Step {
        CompletionStage<? extends StoreResult<?>> in(MailStore store);
    }

    private final List<Step> steps = new ArrayList<>();
    private final List<String> lives = new ArrayList<>(); // the store before the first step, and after each
    private int kills;

    /** Small files, so that much happens in few changes. */
    static DiskStore open(Disk disk) {
        var random = new Random(5);
        var log = LogSettings.with(random)
                .withSegmentSize(8 << 10)
                .withBodyFileSize(16 << 10)
                .withMinFree(0);
        var settings = StoreSettings.DEFAULTS;
        return DiskStore.open(
                disk, settings, Quotas.of(settings), DiskSettings.with(random).withLog(log), CLOCK);
    }

    private static NewMessage message(MailStore store, int size) {
        var octets = new byte[size];
        Arrays.fill(octets, (byte) size);
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(octets));
            return new NewMessage(spool.finish(), Flags.NONE, new InternalDate(size, 60));
        }
    }

    private static Mailbox inbox(MailStore store) {
        return store.account(ANN).open(MailboxName.INBOX).orElseThrow();
    }

    private static Mailbox work(MailStore store) {
        return store.account(ANN).open(WORK).orElseThrow();
    }

    private void script() {
        var seen = new FlagChange(FlagChange.Mode.ADD, Flags.of(Set.of(SystemFlag.SEEN), List.of("k")));
        var state = ByteBuffer.wrap(new byte[] {1});
        for (int i = 1; i <= 3; i++) {
            int size = 900 + i;
            steps.add(s -> s.deliver(
                    List.of(new Target(ANN, WORK), new Target(BOB, MailboxName.INBOX)),
                    message(s, size),
                    Changes.NONE.andAdd(state)));
            steps.add(s -> inbox(s).append(List.of(message(s, 5000 + size), message(s, size))));
            steps.add(s -> inbox(s).append(List.of(message(s, 1500 + size))));
            steps.add(s -> inbox(s).store(UidSet.of(1, 3), seen, OptionalLong.empty()));
            steps.add(StoreKillTest::checkpoint);
            steps.add(s -> inbox(s).copy(UidSet.of(3), work(s), true));
            steps.add(s -> inbox(s).copy(UidSet.of(2), work(s), false));
            steps.add(s -> s.account(ANN).rename(WORK, new MailboxName("old/work")));
            steps.add(s -> s.account(ANN).rename(new MailboxName("old/work"), WORK));
            steps.add(s -> inbox(s).remove(UidSet.of(4, 5, 6, 7, 8)));
            steps.add(s -> s.queue().update(s.queue().entries().get(0).id(), ByteBuffer.wrap(new byte[] {2, 3})));
            steps.add(s -> s.queue().remove(s.queue().entries().get(0).id()));
            steps.add(StoreKillTest::compact);
        }
    }

    private static CompletionStage<StoreResult<Boolean>> checkpoint(MailStore store) {
        if (store instanceof DiskStore disk) disk.checkpoint();
        return CompletableFuture.completedFuture(StoreResult.done(true));
    }

    private static CompletionStage<StoreResult<Boolean>> compact(MailStore store) {
        if (store instanceof DiskStore disk) disk.maintenance().compact(60);
        return CompletableFuture.completedFuture(StoreResult.done(true));
    }

    /** The first change of an account says that it is there, with its INBOX. */
    private static List<Step> accounts() {
        return List.of(
                s -> s.account(ANN).subscribe(MailboxName.INBOX, true),
                s -> s.account(BOB).subscribe(MailboxName.INBOX, true));
    }

    /** What the steps do to a store that nobody kills. */
    private void model() {
        script();
        try (var model = new MemoryStore(StoreSettings.DEFAULTS, CLOCK)) {
            for (var step : accounts()) step.in(model).toCompletableFuture().join();
            lives.add(Dump.of(model));
            for (var step : steps) {
                assertInstanceOf(
                        StoreResult.Done.class,
                        step.in(model).toCompletableFuture().join());
                lives.add(Dump.of(model));
            }
        }
    }

    /** From the {@code n}th effect on nothing reaches the disk any more; of that one, if {@code torn}, the half. */
    private static FaultyDisk killing(Disk disk, int n, boolean torn, AtomicInteger effects) {
        return new FaultyDisk(disk, (kind, file) -> {
            if (!kind.changes()) return;
            int at = effects.incrementAndGet();
            if (at == n && torn && kind == FaultyDisk.Kind.WRITE) throw new FaultyDisk.TornWrite();
            if (at >= n) throw new IOException("killed");
        });
    }

    private static boolean acknowledges(Step step, MailStore store) {
        return step.in(store).toCompletableFuture().join() instanceof StoreResult.Done;
    }

    /** The log goes on in another file only when that is ready; without another, compaction has nothing to do. */
    private static void nextIsThere(DiskStore store, Disk disk) throws IOException {
        while (store.refusal().isEmpty()) {
            long files = disk.list().stream().filter(f -> f.startsWith("log-")).count();
            if (files > store.maintenance().stats().logFiles()) return;
            Thread.onSpinWait();
        }
    }

    /** How many steps were acknowledged before it was killed; -1 when not even the accounts were. */
    private int live(Disk disk) {
        int acknowledged = -1;
        try (var store = open(disk)) { // the end does nothing to the disk
            for (var step : accounts()) if (!acknowledges(step, store)) return acknowledged;
            acknowledged = 0;
            for (var step : steps) {
                nextIsThere(store, disk);
                if (!acknowledges(step, store)) return acknowledged;
                acknowledged++;
            }
        } catch (StoreException | IOException e) {
            return acknowledged; // it could not be opened, or a body, an index or a copy not be written
        }
        return acknowledged;
    }

    /** What is there is what was acknowledged, or the step that was under way as well; it goes on from there. */
    private void check(Map<String, byte[]> files, int acknowledged, String when) {
        kills++;
        try (var store = open(new RecordingDisk(files))) {
            assertEquals(List.of(), store.findings(), when + ": a kill damages nothing");
            if (acknowledged < 0) return;
            var came = Dump.of(store);
            var logs = new TreeMap<>(files);
            logs.keySet().removeIf(name -> name.startsWith("index-"));
            try (var fromLogs = open(new RecordingDisk(logs))) {
                assertEquals(came, Dump.of(fromLogs), when + ": the log alone says the same as the index and its rest");
            }
            int next = Math.min(acknowledged + 1, steps.size());
            if (!came.equals(lives.get(next))) assertEquals(lives.get(acknowledged), came, when);
            assertTrue(store.maintenance().check().isClean(), when);
            long uid = inbox(store).status().uidNext();
            var messages = List.of(message(store, 3000));
            assertInstanceOf(
                    StoreResult.Done.class,
                    inbox(store).append(messages).toCompletableFuture().join(),
                    when);
            assertEquals(uid + 1, inbox(store).status().uidNext(), when);
        }
    }

    @Test
    @DisplayName(
            "S-S1, S-S7 killed before or within each write, sync, create, rename and delete: what was acknowledged, once")
    void s_S1_killedAtEveryEffect() {
        model();
        for (boolean torn : new boolean[] {false, true}) {
            for (int n = 1; ; n++) {
                var effects = new AtomicInteger();
                var below = new RecordingDisk();
                int acknowledged = live(killing(below, n, torn, effects));
                check(below.files(), acknowledged, "killed at effect " + n + " after step " + acknowledged);
                if (effects.get() < n) {
                    assertEquals(steps.size(), acknowledged);
                    assertTrue(below.history().stream()
                            .anyMatch(e -> e instanceof RecordingDisk.Effect.Delete gone
                                    && gone.name().startsWith("log-")));
                    break;
                }
            }
        }
        System.out.printf("store: killed %,d times%n", kills);
    }

    @Test
    @DisplayName("S-S3 killed while it starts after a kill, at each effect of the start: the same comes of it")
    void s_S3_killedWhileStarting() {
        model();
        for (int n = 15; n < 200; n += 23) {
            var below = new RecordingDisk();
            int acknowledged = live(killing(below, n, true, new AtomicInteger()));
            var files = below.files();
            for (int m = 1; ; m++) {
                var effects = new AtomicInteger();
                var again = new RecordingDisk(files);
                try (var store = open(killing(again, m, true, effects))) {
                    Dump.of(store);
                } catch (StoreException e) {
                    assertTrue(effects.get() >= m, () -> "only a kill stops the start: " + e.getMessage());
                }
                check(again.files(), acknowledged, "killed at effect " + n + ", again at " + m + " of the start");
                if (effects.get() < m) break;
            }
        }
    }
}
