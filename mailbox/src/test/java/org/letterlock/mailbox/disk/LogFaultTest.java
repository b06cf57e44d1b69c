package org.letterlock.mailbox.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.mailbox.disk.SegmentLogTest.SMALL;
import static org.letterlock.mailbox.disk.SegmentLogTest.bytes;
import static org.letterlock.mailbox.disk.SegmentLogTest.commit;
import static org.letterlock.mailbox.disk.SegmentLogTest.telling;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.FaultyDisk.Kind;
import org.letterlock.mailbox.disk.SegmentLogTest.Heard;

/** The log on a disk that fails, fills up, or takes its time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LogFaultTest {
    private static final FaultyDisk.Fault NONE = (kind, file) -> {};
    private final RecordingDisk below = new RecordingDisk();
    private final FaultyDisk disk = new FaultyDisk(below, NONE);

    private static StoreException failed(CompletableFuture<Void> done) {
        var e = assertThrows(CompletionException.class, done::join);
        return assertInstanceOf(StoreException.class, e.getCause());
    }

    @Test
    @DisplayName("S-S9 a sync fails once: nothing is acknowledged from there on, nothing tried again, mail is read")
    void s_S9_syncFailsOnce() {
        for (var kind : List.of(Kind.FORCE, Kind.WRITE)) {
            disk.heal();
            var heard = new Heard();
            try (var log = SegmentLog.open(disk, SMALL, 0, heard)) {
                int before = heard.ops.size();
                var content = SegmentLogTest.octets(new Random(1), 5000);
                var spool = log.spool(1 << 20);
                spool.write(ByteBuffer.wrap(content));
                var body = spool.finish();
                commit(log, "before");
                disk.set(FaultyDisk.nth(kind, "log-00000001", 1, FaultyDisk.inputOutputError()));
                var first = new CompletableFuture<Void>();
                log.submit(bytes("lost"), telling(first));
                var cause = failed(first);
                assertTrue(log.isDead());
                assertTrue(cause.getMessage().contains("takes no more changes"), cause.getMessage());
                assertTrue(cause.getMessage().contains("Input/output error"), cause.getMessage());
                assertThrows(StoreException.class, () -> commit(log, "later"), "though the disk works again");
                assertThrows(StoreException.class, () -> log.spool(10));
                assertFalse(log.hasRoom());
                assertArrayEquals(content, SegmentLogTest.all(log.body(body.handle(), content.length)));
                assertTrue(before >= 0);
            }
        }
        var heard = new Heard();
        try (var log = SegmentLog.open(disk, SMALL, 0, heard)) {
            assertEquals(List.of(), heard.damage);
            assertEquals(2, heard.ops.stream().filter("before"::equals).count());
            assertFalse(heard.ops.contains("later"));
            commit(log, "after a restart");
        }
    }

    @Test
    @DisplayName("S-S9 a failed sync of a body file ends it as well")
    void s_S9_syncOfBodiesFails() {
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            commit(log, "before");
            var spool = log.spool(1 << 20);
            spool.write(ByteBuffer.allocate(100_000));
            spool.finish();
            disk.set(FaultyDisk.nth(Kind.FORCE, "body-00000001", 1, FaultyDisk.inputOutputError()));
            var done = new CompletableFuture<Void>();
            log.submit(bytes("names the body"), telling(done));
            failed(done);
            assertTrue(log.isDead());
        }
        var heard = new Heard();
        SegmentLog.open(below, SMALL, 0, heard).close();
        assertEquals(List.of("before"), heard.ops);
    }

    @Test
    @DisplayName("S-S10 S-T10 the disk is full when the next segment is to be made; then there is space again")
    void s_S10_fullWhilePreallocating() {
        disk.set((kind, file) -> {
            if (kind == Kind.WRITE && file.startsWith("log-") && !file.equals("log-00000001"))
                throw FaultyDisk.noSpace();
        });
        var acknowledged = new ArrayList<String>();
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            NoRoomException full = null;
            for (int i = 0; full == null; i++) {
                var text = "commit " + i + " " + "x".repeat(1000);
                try {
                    commit(log, text);
                    acknowledged.add(text);
                } catch (NoRoomException e) {
                    full = e;
                }
                // while the next segment is only being made, this one grows
                assertTrue(i < 10_000, "refused at last");
            }
            assertTrue(full.getMessage().contains("No space left"), full.getMessage());
            assertFalse(log.isDead());
            assertFalse(log.hasRoom());
            assertThrows(NoRoomException.class, () -> commit(log, "x".repeat(10_000)));
            var body = log.spool(1 << 20);
            body.write(ByteBuffer.allocate(10_000));
            assertThrows(NoRoomException.class, body::finish);
            body.close();
            assertEquals(0, log.room().taken());
            disk.heal();
            while (!log.hasRoom()) Thread.onSpinWait(); // the segment is being made
            var again = "again " + "x".repeat(10_000);
            commit(log, again);
            acknowledged.add(again);
        }
        var heard = new Heard();
        SegmentLog.open(new RecordingDisk(below.files()), SMALL, 0, heard).close();
        assertEquals(acknowledged, heard.ops);
        assertEquals(List.of(), heard.damage);
    }

    @Test
    @DisplayName("S-S10 the disk is full when a segment grows while the next is made: that one goes, nothing is lost")
    void s_S10_fullWhileASegmentGrows() {
        var full = new CountDownLatch(1);
        disk.set((kind, file) -> {
            if (kind == Kind.FORCE && file.equals("log-00000002")) await(full); // it is being made until then
            if (kind != Kind.WRITE
                    || !file.equals("log-00000001")
                    || !below.list().contains("log-00000002")) return;
            full.countDown();
            throw FaultyDisk.noSpace();
        });
        var acknowledged = new ArrayList<String>();
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            for (int i = 0; full.getCount() > 0; i++) {
                var text = i + " grows ".repeat(7000);
                commit(log, text);
                acknowledged.add(text);
            }
            assertThrows(NoRoomException.class, () -> commit(log, "x".repeat(60_000)));
            assertFalse(log.isDead());
            disk.heal();
            while (!log.hasRoom() || !log.isReady()) Thread.onSpinWait();
            commit(log, "in the next");
            acknowledged.add("in the next");
            assertTrue(below.list().contains("log-00000002"), "no number is left out");
        }
        var heard = new Heard();
        SegmentLog.open(new RecordingDisk(below.files()), SMALL, 0, heard).close();
        assertEquals(acknowledged, heard.ops);
        assertEquals(List.of(), heard.damage);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    @DisplayName("S-T11 a large body is synced in steps while it arrives, a small one not at all")
    void s_T11_largeBodyInSteps() {
        var forced = new AtomicInteger();
        disk.set((kind, file) -> {
            if (kind == Kind.FORCE && file.startsWith("body-")) forced.incrementAndGet();
        });
        var settings = SMALL.withBodyFileSize(64 << 20);
        try (var log = SegmentLog.open(disk, settings, 0, new Heard())) {
            while (!log.isReady()) {
                commit(log, "before"); // the files are made
            }
            int before = forced.get();
            try (var small = log.spool(1 << 30)) {
                small.write(ByteBuffer.allocate(1 << 20));
                small.finish();
                assertEquals(before, forced.get());
            }
            var large = log.spool(1 << 30);
            for (int i = 0; i < 20; i++) large.write(ByteBuffer.allocate(1 << 20));
            assertEquals(before + 2, forced.get());
            large.finish();
            commit(log, "names it");
            assertEquals(before + 3, forced.get());
        }
    }

    @Test
    @DisplayName("S-S9 a sync fails while a large body arrives: no body of that file is named from there on")
    void s_S9_syncFailsWhileABodyArrives() {
        try (var log = SegmentLog.open(disk, SMALL.withBodyFileSize(64 << 20), 0, new Heard())) {
            commit(log, "before");
            var other = log.spool(1 << 30);
            other.write(ByteBuffer.allocate(1 << 20));
            disk.set(FaultyDisk.nth(Kind.FORCE, "body-00000001", 1, FaultyDisk.inputOutputError()));
            var large = log.spool(1 << 30);
            assertThrows(StoreException.class, () -> large.write(ByteBuffer.allocate(20 << 20)));
            commit(log, "what needs no body goes on");
            other.finish();
            var done = new CompletableFuture<Void>();
            log.submit(bytes("names the other"), telling(done));
            failed(done);
            assertTrue(log.isDead(), "though the disk would say that it synced it");
        }
    }

    @Test
    @DisplayName("S-S10 the disk is full while a large body arrives: that message only")
    void s_S10_fullWhileABodyArrives() {
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            commit(log, "before");
            disk.set((kind, file) -> {
                if (kind == Kind.WRITE && file.startsWith("body-")) throw FaultyDisk.noSpace();
            });
            var spool = log.spool(1 << 20);
            assertThrows(NoRoomException.class, () -> spool.write(ByteBuffer.allocate(200_000)));
            assertEquals(0, log.room().taken());
            commit(log, "meanwhile");
            disk.heal();
            var content = SegmentLogTest.octets(new Random(2), 200_000);
            var next = log.spool(1 << 20);
            next.write(ByteBuffer.wrap(content));
            var body = next.finish();
            commit(log, "after");
            assertArrayEquals(content, SegmentLogTest.all(log.body(body.handle(), content.length)));
        }
    }

    @Test
    @DisplayName("S-T10 below the free space asked for there is no room, above it there is again")
    void s_T10_leastFreeSpace() {
        try (var log = SegmentLog.open(disk, SMALL.withMinFree(1 << 20), 0, new Heard())) {
            assertTrue(log.hasRoom());
            disk.setFree((1 << 20) - 1);
            assertFalse(log.hasRoom());
            commit(log, "what is there may still change");
            disk.setFree(1 << 20);
            assertTrue(log.hasRoom());
        }
    }

    @Test
    @DisplayName("S-T11 a sync that does not return holds up only those who wait for it")
    void s_T11_slowSync() throws Exception {
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            var content = SegmentLogTest.octets(new Random(3), 5000);
            var known = log.spool(1 << 20);
            known.write(ByteBuffer.wrap(content));
            long handle = known.finish().handle();
            commit(log, "before");
            var release = new CountDownLatch(1);
            var reached = new CountDownLatch(1);
            disk.set((kind, file) -> {
                if (kind != Kind.FORCE) return;
                reached.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
            var stuck = new CompletableFuture<Void>();
            log.submit(bytes("stuck"), telling(stuck));
            reached.await();
            var others = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 500; i++) { // all of this on the thread that would have to wait
                var done = new CompletableFuture<Void>();
                log.submit(bytes("other " + i + "x".repeat(500)), telling(done));
                others.add(done);
            }
            assertArrayEquals(content, SegmentLogTest.all(log.body(handle, content.length)));
            try (var small = log.spool(1 << 20);
                    var large = log.spool(1 << 20)) {
                small.write(bytes("small"));
                large.write(ByteBuffer.allocate(300_000));
                assertEquals(5, SegmentLogTest.all(small.finish()).length);
                assertEquals(300_000, SegmentLogTest.all(large.finish()).length);
            }
            log.hasRoom();
            log.segments();
            assertFalse(stuck.isDone());
            assertFalse(others.stream().anyMatch(CompletableFuture::isDone), "none is told before its sync");
            release.countDown();
            stuck.join();
            others.forEach(CompletableFuture::join);
        }
        var heard = new Heard();
        SegmentLog.open(new RecordingDisk(below.files()), SMALL, 0, heard).close();
        assertEquals(502, heard.ops.size());
    }

    @Test
    @DisplayName("S-S1 the process ends between any two effects on the disk: what was acknowledged is there")
    void s_S1_endsBetweenAnyTwoWrites() {
        int moments = 0;
        for (int stop = 1; ; stop++, moments++) {
            var system = new RecordingDisk(); // lives on, with all that was written
            var left = new AtomicInteger(stop);
            var dying = new FaultyDisk(system, (kind, file) -> {
                if (kind.changes() && left.decrementAndGet() <= 0) throw new IOException("the process is gone");
            });
            var acknowledged = new ArrayList<String>();
            boolean whole = false;
            try (var log = SegmentLog.open(dying, SMALL, 0, new Heard())) {
                for (int i = 0; i < 30; i++) {
                    if (i % 5 == 0) {
                        var spool = log.spool(1 << 20);
                        spool.write(ByteBuffer.allocate(i % 2 == 0 ? 100 : 40_000));
                        spool.finish();
                    }
                    commit(log, i + "x".repeat(7000));
                    acknowledged.add(i + "x".repeat(7000));
                }
                whole = left.get() > 0;
            } catch (StoreException | CompletionException e) {
                assertTrue(left.get() <= 0, () -> "only because the process is gone: " + e);
            }
            var heard = new Heard();
            SegmentLog.open(new RecordingDisk(system.files()), SMALL, 0, heard).close();
            assertEquals(List.of(), heard.damage);
            int came = heard.ops.size();
            assertTrue(
                    came == acknowledged.size() || came == acknowledged.size() + 1, came + ", " + acknowledged.size());
            assertEquals(acknowledged, heard.ops.subList(0, acknowledged.size()));
            if (whole) break;
        }
        assertTrue(moments > 50, moments + " moments");
    }

    @Test
    @DisplayName("S-T7 a body is read, and the log goes on, when no file can be opened any more")
    void s_T7_noMoreFiles() {
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            var handles = new ArrayList<Long>();
            for (int i = 0; i < 40; i++) {
                var spool = log.spool(1 << 20);
                spool.write(ByteBuffer.allocate(i % 4 == 0 ? 40_000 : 5000));
                handles.add(spool.finish().handle());
                spool.close();
                commit(log, "body " + i);
            }
            awaitSpare(log);
            var opened = new AtomicInteger();
            disk.set((kind, file) -> {
                if (kind == Kind.OPEN || kind == Kind.CREATE || kind == Kind.SYNC_DIRECTORY) {
                    opened.incrementAndGet();
                    throw new IOException("Too many open files");
                }
            });
            for (int i = 0; i < 40; i++)
                assertEquals(
                        0,
                        log.body(handles.get(i), i % 4 == 0 ? 40_000 : 5000)
                                .read(4000, 1)
                                .get());
            assertEquals(0, opened.get(), "reading opens nothing");
            for (int i = 0; i < 20; i++) commit(log, "still " + i); // fits in this segment and the one that is ready
            assertFalse(log.isDead());
        }
    }

    @Test
    @DisplayName("S-T8 memory runs out while a batch is written: all who wait are told, and nobody waits for ever")
    void s_T8_outOfMemory() {
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            commit(log, "before");
            disk.set((kind, file) -> {
                if (kind == Kind.WRITE && file.equals("log-00000001")) throw new OutOfMemoryError("as a test has it");
            });
            var done = new CompletableFuture<Void>();
            log.submit(bytes("lost"), telling(done));
            failed(done);
            assertTrue(log.isDead());
        }
        disk.heal();
        var heard = new Heard();
        SegmentLog.open(below, SMALL, 0, heard).close();
        assertEquals(List.of("before"), heard.ops);
    }

    @Test
    void whoIsToldMayThrow() {
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            log.submit(bytes("one"), new Durable() {
                @Override
                public void durable() {
                    throw new StackOverflowError("as a test has it");
                }

                @Override
                public void failed(StoreException cause) {}
            });
            commit(log, "two");
            assertFalse(log.isDead());
        }
    }

    private static void awaitSpare(SegmentLog log) {
        while (!log.isReady()) Thread.onSpinWait();
    }

    @Test
    void nothingIsPromisedForATimeThatWillNotCome() {
        var log = SegmentLog.open(disk, SMALL, 0, new Heard());
        disk.set(FaultyDisk.nth(Kind.FORCE, "log-00000001", 1, FaultyDisk.inputOutputError()));
        var lost = new CompletableFuture<Void>();
        log.submit(bytes("lost"), telling(lost));
        failed(lost);
        assertThrows(StoreException.class, () -> log.between(lsn -> {}), "it is dead");
        log.close();
        var again = SegmentLog.open(below, SMALL, 0, new Heard());
        again.close();
        assertThrows(StoreException.class, () -> again.between(lsn -> {}), "it is closed");
    }
}
