package org.letterlock.mailbox.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.FaultyDisk.Kind;
import org.letterlock.mailbox.disk.SegmentLogTest.Heard;

/**
 * The log after power cuts: what a {@link RecordingDisk} saw is cut at every moment, un-synced writes are lost, torn and
 * reordered. What came back must be the first so many of the commits submitted, all that were acknowledged among them, and
 * every body they name.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class LogCrashTest {
    private static final LogSettings TINY = LogSettings.with(new Random(1))
            .withSegmentSize(8 << 10)
            .withBodyFileSize(16 << 10)
            .withMinFree(0);

    /** Commits of one run, in the order of their LSNs; the text of each names its bodies. */
    private final List<String> submitted = new ArrayList<>();

    /** How many of them were acknowledged; what a mark says. */
    private record Acknowledged(int count) {}

    private final Map<String, List<Named>> bodies = new HashMap<>();
    private final Set<Long> seen = new HashSet<>();
    private long checked;

    /** Submits commits, waiting for some; the next run goes on behind what came back. */
    private void work(Disk on, RecordingDisk disk, Random random, int commits) {
        var heard = new Heard();
        try (var log = SegmentLog.open(on, TINY, 0, heard)) {
            submitted.clear();
            submitted.addAll(heard.ops);
            disk.mark(new Acknowledged(submitted.size()));
            CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
            for (int i = 0; i < commits; i++) {
                var text = new StringBuilder("commit " + submitted.size());
                for (int bodies = random.nextInt(3); bodies > 0; bodies--) text.append(body(log, random));
                if (random.nextInt(8) == 0) text.append("; ").append("x".repeat(random.nextInt(7000)));
                var done = new CompletableFuture<Void>();
                submitted.add(text.toString());
                int count = submitted.size();
                log.submit(SegmentLogTest.bytes(text.toString()), new Durable() {
                    @Override
                    public void durable() {
                        disk.mark(new Acknowledged(count));
                        done.complete(null);
                    }

                    @Override
                    public void failed(StoreException cause) {
                        done.completeExceptionally(cause);
                    }
                });
                last = done;
                if (random.nextInt(4) == 0) last.join();
            }
            last.join();
        }
    }

    private static String body(SegmentLog log, Random random) {
        long seed = random.nextInt(1000);
        int size = random.nextInt(4) == 0 ? random.nextInt(9000) : random.nextInt(600);
        try (var spool = log.spool(1 << 20)) {
            spool.write(ByteBuffer.wrap(SegmentLogTest.octets(new Random(seed), size)));
            return "; body " + spool.finish().handle() + " " + size + " " + seed;
        }
    }

    /** Opens what a crash left; what it gave. */
    private int check(CrashStates.State state, RecordingDisk disk) {
        checked++;
        int acknowledged = 0;
        for (var mark : state.marks())
            if (mark instanceof Acknowledged a) acknowledged = Math.max(acknowledged, a.count);
        var heard = new Heard();
        try (var log = SegmentLog.open(disk, TINY, 0, heard)) {
            assertEquals(List.of(), heard.damage, "a crash damages nothing");
            int came = heard.ops.size();
            assertTrue(came >= acknowledged, () -> came + " came back, less than was acknowledged");
            assertTrue(came <= submitted.size(), "no more than was submitted");
            assertEquals(submitted.subList(0, came), heard.ops);
            for (var ops : heard.ops) checkBodies(log, ops);
            disk.mark(new Acknowledged(came)); // it is served from here on, so it has to stay
            return came;
        }
    }

    private record Named(long handle, byte[] content) {}

    /** The bodies that a commit names. */
    private static List<Named> named(String ops) {
        var bodies = new ArrayList<Named>();
        for (var part : ops.split("; ")) {
            if (!part.startsWith("body ")) continue;
            var words = part.split(" ");
            var content = SegmentLogTest.octets(new Random(Long.parseLong(words[3])), Integer.parseInt(words[2]));
            bodies.add(new Named(Long.parseLong(words[1]), content));
        }
        return bodies;
    }

    private void checkBodies(SegmentLog log, String ops) {
        for (var body : bodies.computeIfAbsent(ops, LogCrashTest::named))
            if (!Arrays.equals(body.content, SegmentLogTest.all(log.body(body.handle, body.content.length))))
                fail("a body of " + ops + " is another");
    }

    /** Crashes while it recovers, again and again. */
    private void checkRecovering(CrashStates.State state, int depth, Random random) {
        var disk = state.disk();
        check(state, disk);
        if (depth == 0) return;
        new CrashStates(disk, random, seen).visit(3, again -> {
            var marks = new ArrayList<>(state.marks());
            marks.addAll(again.marks());
            checkRecovering(new CrashStates.State(again.files(), marks, again.checksum()), depth - 1, random);
        });
    }

    /** Recovers, goes on working, crashes again. */
    private void checkGoingOn(CrashStates.State state, Random random) {
        check(state, state.disk());
        var before = List.copyOf(submitted);
        var disk = state.disk();
        work(disk, disk, random, 6);
        new CrashStates(disk, random, seen).visit(8, again -> check(again, again.disk()));
        submitted.clear();
        submitted.addAll(before);
    }

    @Test
    @DisplayName("S-S1 S-S2 S-S9 the process ends, or a sync fails, at any moment; another goes on; then a power cut")
    void s_S1_S2_S9_processEndsThenPowerCut() {
        for (int stop = 1; stop < 150; stop++) {
            var random = new Random(stop);
            var disk = new RecordingDisk();
            var left = new AtomicInteger(stop);
            var dying = new FaultyDisk(disk, (kind, file) -> {
                if (!kind.changes()) return;
                int now = left.decrementAndGet();
                if (now == 0 && kind == Kind.FORCE) disk.forget(file);
                if (now <= 0) throw FaultyDisk.inputOutputError();
            });
            try {
                work(dying, disk, random, 15);
            } catch (StoreException | CompletionException e) {
                assertTrue(left.get() <= 0, () -> "only because it ended: " + e);
            }
            work(disk, disk, random, 6);
            new CrashStates(disk, random, seen).visit(12, state -> check(state, state.disk()));
        }
        System.out.printf("log: %,d crash states after processes that ended%n", checked);
    }

    @Test
    @DisplayName(
            "S-S2 power cut: un-synced writes lost, torn, reordered; S-S3 and again while it recovers, three times")
    void s_S2_S3_powerCut() {
        var threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        for (int seed = 0; seen.size() < 100_000; seed++) {
            var random = new Random(seed);
            var disk = new RecordingDisk();
            work(disk, disk, random, 40);
            if (seed % 2 == 1) {
                disk = new RecordingDisk(disk.files());
                work(disk, disk, random, 25);
            }
            new CrashStates(disk, random, seen).visit(80, state -> {
                if (checked % 37 == 0) checkRecovering(state, 3, random);
                else if (checked % 401 == 0) checkGoingOn(state, random);
                else check(state, state.disk());
            });
        }
        System.out.printf(
                "log: %,d crash states, %,d of them different, %.1f s of processor time%n",
                checked, seen.size(), (threads.getCurrentThreadCpuTime() - began) / 1e9);
    }
}
