package org.letterlock.mailbox.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.StoreException;

/** The log on a disk that works: order, bodies, segments, what is there after it was closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SegmentLogTest {
    static final LogSettings SMALL = LogSettings.with(new Random(1))
            .withSegmentSize(64 << 10)
            .withBodyFileSize(256 << 10)
            .withMinFree(0);

    @TempDir
    Path directory;

    /** What came back at open. */
    static final class Heard implements Replay {
        final List<String> ops = new ArrayList<>();
        final List<Long> lsns = new ArrayList<>();
        final List<String> damage = new ArrayList<>();
        final List<String> torn = new ArrayList<>();

        @Override
        public void ops(long lsn, ByteBuffer payload) {
            var octets = new byte[payload.remaining()];
            payload.duplicate().get(octets);
            ops.add(new String(octets, StandardCharsets.ISO_8859_1));
            lsns.add(lsn);
        }

        @Override
        public void damaged(String file, long offset, long length, String why) {
            damage.add(file + "@" + offset + "+" + length);
        }

        @Override
        public void torn(String file, long offset, long length) {
            torn.add(file + "@" + offset + "+" + length);
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Submits and waits. */
    static long commit(SegmentLog log, String ops) {
        var done = new CompletableFuture<Void>();
        long lsn = log.submit(bytes(ops), telling(done));
        done.join();
        return lsn;
    }

    static Durable telling(CompletableFuture<Void> done) {
        return new Durable() {
            @Override
            public void durable() {
                done.complete(null);
            }

            @Override
            public void failed(StoreException cause) {
                done.completeExceptionally(cause);
            }
        };
    }

    static byte[] octets(Random random, int size) {
        var octets = new byte[size];
        random.nextBytes(octets);
        return octets;
    }

    static byte[] all(org.letterlock.mailbox.Body body) {
        var octets = new byte[(int) body.size()];
        for (int at = 0; at < octets.length; ) {
            var piece = body.read(at, 16 * 1024);
            int n = piece.remaining();
            assertTrue(n > 0 && piece.isReadOnly(), "some octets, not to be changed");
            piece.get(octets, at, n);
            at += n;
        }
        return octets;
    }

    @Test
    void commitsComeBackInOrder() throws Exception {
        try (var disk = RealDisk.open(directory.resolve("store"))) {
            var lsns = new ArrayList<Long>();
            try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
                for (int i = 0; i < 3000; i++) lsns.add(commit(log, "commit " + i + " " + "x".repeat(i % 100)));
                assertTrue(log.segments().size() > 3, "several segments: " + log.segments());
            }
            var heard = new Heard();
            try (var log = SegmentLog.open(disk, SMALL, 0, heard)) {
                assertEquals(3000, heard.ops.size());
                for (int i = 0; i < 3000; i++) assertTrue(heard.ops.get(i).startsWith("commit " + i + " "));
                assertEquals(lsns, heard.lsns);
                assertEquals(List.of(), heard.damage);
                assertEquals(List.of(), heard.torn);
                commit(log, "one more");
            }
            var rest = new Heard();
            SegmentLog.open(disk, SMALL, lsns.get(2990), rest).close();
            assertEquals(10, rest.ops.size(), "nine and one more");
            assertTrue(rest.ops.get(0).startsWith("commit 2991 "));
            assertEquals("one more", rest.ops.get(9));
        }
    }

    @Test
    void bodiesOfAllSizesAreReadBackFromHeapAndDiskAndAfterOpening() throws Exception {
        var random = new Random(7);
        int[] sizes = {0, 1, 7, 8, 100, 4096, 16 << 10, (16 << 10) + 1, 60_000, 200_000, 1_000_003};
        var handles = new long[sizes.length];
        var contents = new byte[sizes.length][];
        try (var disk = RealDisk.open(directory.resolve("store"))) {
            try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
                for (int i = 0; i < sizes.length; i++) {
                    contents[i] = octets(random, sizes[i]);
                    try (var spool = log.spool(1 << 20)) {
                        for (int at = 0; at < sizes[i]; ) {
                            int n = Math.min(1 + random.nextInt(9000), sizes[i] - at);
                            spool.write(ByteBuffer.wrap(contents[i], at, n));
                            at += n;
                        }
                        var body = spool.finish();
                        handles[i] = body.handle();
                        assertTrue(handles[i] > 0);
                        assertArrayEquals(contents[i], all(body));
                        commit(log, "names body " + i);
                        assertArrayEquals(contents[i], all(body), "once it is written");
                        assertArrayEquals(contents[i], all(log.body(handles[i], sizes[i])));
                    }
                }
                assertEquals(0, log.room().taken(), "all room for spools is given back");
            }
            try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
                for (int i = 0; i < sizes.length; i++) {
                    var body = log.body(handles[i], sizes[i]);
                    assertArrayEquals(contents[i], all(body));
                    var memory = log.body(handles[i], sizes[i] + 1L);
                    assertThrows(StoreException.class, () -> all(memory), "a body of another size is not this one");
                }
            }
        }
    }

    @Test
    void sizeWithCrLfIsCountedAsItComes() {
        var disk = new RecordingDisk();
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            var texts = new ArrayList<>(List.of(
                    "", "a", "a\n", "a\r\n", "\n\n", "\r\n\r\n", "a\rb\n".repeat(20_000), "\r\n".repeat(30_000)));
            var random = new Random(4);
            for (int i = 0; i < 200; i++) {
                var text = new StringBuilder();
                for (int n = random.nextInt(100); n > 0; n--) text.append("\r\n\u000b\t8abc".charAt(random.nextInt(8)));
                texts.add(text.toString());
            }
            for (var text : texts) {
                int piece = text.length() > 1000 ? 977 : 1 + random.nextInt(20);
                try (var spool = log.spool(1 << 20)) {
                    for (int i = 0; i < text.length(); i += piece)
                        spool.write(bytes(text.substring(i, Math.min(text.length(), i + piece))));
                    var body = spool.finish();
                    commit(log, "named");
                    long bare = text.replace("\r\n", "")
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
                    long expected = text.length() + bare + (text.isEmpty() || text.endsWith("\n") ? 0 : 2);
                    assertEquals(expected, body.crlfSize());
                    assertEquals(expected, log.body(body.handle(), body.size()).crlfSize());
                }
            }
        }
    }

    @Test
    void aCommitLargerThanAPartIsWholeOrNotThere() throws Exception {
        var disk = new RecordingDisk();
        var large = "0123456789".repeat(40_000);
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            commit(log, "before");
            commit(log, large);
            commit(log, "after");
        }
        var heard = new Heard();
        SegmentLog.open(new RecordingDisk(disk.files()), SMALL, 0, heard).close();
        assertEquals(List.of("before", large, "after"), heard.ops);
    }

    @Test
    void overItsLimitASpoolCountsAndKeepsNothing() {
        var disk = new RecordingDisk();
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard());
                var spool = log.spool(100_000)) {
            for (int i = 0; i < 20; i++) spool.write(ByteBuffer.allocate(10_000));
            assertEquals(200_000, spool.size());
            assertEquals(0, log.room().taken());
            var body = spool.finish();
            assertEquals(200_000, body.size());
            assertEquals(0, body.handle());
            assertThrows(StoreException.class, () -> body.read(0, 1));
        }
    }

    @Test
    void roomForSpoolsIsBoundedForAllAndLargeBodiesTakeLittleOfIt() {
        var disk = new RecordingDisk();
        var settings = SMALL.withMaxSpooledBytes(40_000);
        try (var log = SegmentLog.open(disk, settings, 0, new Heard())) {
            var large = log.spool(1 << 20);
            for (int i = 0; i < 100; i++) large.write(ByteBuffer.allocate(10_000));
            var second = log.spool(1 << 20);
            second.write(ByteBuffer.allocate(16 << 10));
            var third = log.spool(1 << 20);
            assertThrows(StoreException.class, () -> third.write(ByteBuffer.allocate(16 << 10)));
            assertThrows(StoreException.class, () -> third.write(ByteBuffer.allocate(1)), "it has ended");
            second.close();
            var fourth = log.spool(1 << 20);
            fourth.write(ByteBuffer.allocate(16 << 10));
            fourth.close();
            large.close();
            assertEquals(0, log.room().taken());
        }
    }

    @Test
    void manyThreadsSubmitAndTheOrderIsThatOfLsns() throws Exception {
        var disk = new RecordingDisk();
        var told = java.util.Collections.synchronizedList(new ArrayList<Long>());
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                int me = t;
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 200; i++) {
                        var done = new CompletableFuture<Void>();
                        var lsn = new AtomicLong();
                        synchronized (lsn) {
                            lsn.set(log.submit(bytes(me + ":" + i), new Durable() {
                                @Override
                                public void durable() {
                                    synchronized (lsn) {
                                        told.add(lsn.get());
                                    }
                                    done.complete(null);
                                }

                                @Override
                                public void failed(StoreException cause) {
                                    done.completeExceptionally(cause);
                                }
                            }));
                        }
                        done.join();
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (var thread : threads) thread.join();
        }
        assertEquals(1600, told.size());
        assertEquals(told.stream().sorted().toList(), told, "told in the order of LSNs");
        var heard = new Heard();
        SegmentLog.open(new RecordingDisk(disk.files()), SMALL, 0, heard).close();
        assertEquals(told, heard.lsns);
        for (int t = 0; t < 8; t++) {
            int me = t;
            var mine = heard.ops.stream().filter(o -> o.startsWith(me + ":")).toList();
            for (int i = 0; i < 200; i++) assertEquals(me + ":" + i, mine.get(i));
        }
    }

    @Test
    void aRetiredSegmentIsGoneAndStillRead() throws Exception {
        try (var disk = RealDisk.open(directory.resolve("store"))) {
            try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
                var content = octets(new Random(3), 10_000);
                var spool = log.spool(1 << 20);
                spool.write(ByteBuffer.wrap(content));
                var body = spool.finish();
                commit(log, "names it");
                var first = log.segments().get(0);
                assertFalse(log.retire(first), "it may be written");
                for (int i = 0; i < 200; i++) commit(log, "x".repeat(1000));
                assertFalse(log.retire(first), "the spool is open");
                var copy = log.copy(body);
                commit(log, "names the copy");
                spool.close();
                var before = log.files();
                assertTrue(log.retire(first));
                assertFalse(disk.list().contains(first.name()));
                var view = log.body(before, body.handle(), content.length);
                assertArrayEquals(content, all(view), "by who has the files as they were");
                var gone = log.body(body.handle(), content.length);
                assertThrows(StoreException.class, () -> gone.read(0, 1));
                assertNotEquals(body.handle(), copy.finish().handle());
                assertArrayEquals(content, all(copy.finish()));
                copy.close();
            }
            var heard = new Heard();
            SegmentLog.open(disk, SMALL, 0, heard).close();
            assertEquals(List.of(), heard.damage, "a retired segment is no damage");
            assertEquals("names the copy", heard.ops.get(heard.ops.size() - 1));
        }
    }

    @Test
    void aScanTellsWhatStandsInAFile() {
        var disk = new RecordingDisk();
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            var large = "large".repeat(20_000);
            var small = log.spool(1 << 20);
            small.write(bytes("small"));
            commit(log, "one");
            long smallHandle = small.finish().handle();
            var big = log.spool(1 << 20);
            big.write(bytes(large));
            long bigHandle = big.finish().handle();
            commit(log, large);
            for (int i = 0; i < 100; i++) commit(log, "x".repeat(1000));
            var seen = new ArrayList<String>();
            for (var segment : log.segments()) {
                log.scan(segment, new Visitor() {
                    @Override
                    public void ops(long lsn, ByteBuffer payload) {
                        seen.add(StandardCharsets.ISO_8859_1
                                .decode(payload.duplicate())
                                .toString());
                    }

                    @Override
                    public void body(long handle, long size) {
                        seen.add(handle + " " + size);
                    }

                    @Override
                    public void damaged(String file, long offset, long length, String why) {
                        seen.add("damage " + file + " " + offset + " " + length + " " + why);
                    }
                });
            }
            assertEquals(1 + 1 + 1 + 100 + 1, seen.size());
            assertEquals(List.of("one", smallHandle + " 5", large), seen.subList(0, 3));
            assertEquals(bigHandle + " " + large.length(), seen.get(103));
        }
    }

    @Test
    void betweenBatchesEverythingUpToTheLsnWasTold() {
        var disk = new RecordingDisk();
        try (var log = SegmentLog.open(disk, SMALL, 0, new Heard())) {
            var first = new CompletableFuture<Void>();
            long lsn = log.submit(bytes("one"), telling(first));
            var seen = new CompletableFuture<Long>();
            log.between(at -> {
                if (at >= lsn) assertTrue(first.isDone());
                seen.complete(at);
            });
            seen.join();
            first.join();
            var again = new CompletableFuture<Long>();
            log.between(again::complete);
            assertEquals(log.lastLsn(), again.join());
        }
    }

    @Test
    void aFormatThatIsNotKnownIsRefused() {
        var disk = new RecordingDisk();
        SegmentLog.open(disk, SMALL, 0, new Heard()).close();
        var files = disk.files();
        files.put("format", "letterlock-store 2\n".getBytes(StandardCharsets.US_ASCII));
        var e = assertThrows(
                StoreException.class, () -> SegmentLog.open(new RecordingDisk(files), SMALL, 0, new Heard()));
        assertTrue(e.getMessage().contains("recording/format"), e.getMessage());
        files.remove("format");
        assertThrows(StoreException.class, () -> SegmentLog.open(new RecordingDisk(files), SMALL, 0, new Heard()));
    }
}
