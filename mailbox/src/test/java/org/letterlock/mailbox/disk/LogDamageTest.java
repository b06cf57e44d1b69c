package org.letterlock.mailbox.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.disk.SegmentLogTest.Heard;

/** The log after something changed its files behind its back: it opens, says so, and never serves what is not right. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LogDamageTest {
    private static final LogSettings TINY = LogSettings.with(new Random(1))
            .withSegmentSize(8 << 10)
            .withBodyFileSize(16 << 10)
            .withMinFree(0);
    private static final int COMMITS = 60;

    private final Map<Long, byte[]> bodies = new HashMap<>();
    private final List<String> commits = new ArrayList<>();
    private Map<String, byte[]> files = Map.of();

    @BeforeEach
    void fill() {
        var random = new Random(11);
        var disk = new RecordingDisk();
        try (var log = SegmentLog.open(disk, TINY, 0, new Heard())) {
            for (int i = 0; i < COMMITS; i++) {
                var content =
                        SegmentLogTest.octets(random, i % 5 == 0 ? 3000 + random.nextInt(5000) : random.nextInt(800));
                try (var spool = log.spool(1 << 20)) {
                    spool.write(ByteBuffer.wrap(content));
                    bodies.put(spool.finish().handle(), content);
                    commits.add("commit " + i + "x".repeat(random.nextInt(100)));
                    SegmentLogTest.commit(log, commits.get(i));
                }
            }
        }
        files = disk.files();
    }

    /** Opens what somebody changed, and reads all. How many bodies could not be read. */
    private int check(Map<String, byte[]> changed, Heard heard, String what) {
        var disk = new RecordingDisk(changed);
        int unread = 0;
        try (var log = SegmentLog.open(disk, TINY, 0, heard)) {
            assertTrue(new HashSet<>(commits).containsAll(heard.ops), what + ": only what was submitted");
            assertEquals(
                    commits.stream().filter(new HashSet<>(heard.ops)::contains).toList(), heard.ops, what);
            for (var body : bodies.entrySet()) {
                try {
                    var read = SegmentLogTest.all(log.body(body.getKey(), body.getValue().length));
                    if (!Arrays.equals(body.getValue(), read)) fail(what + ": wrong octets were served");
                } catch (StoreException e) {
                    unread++;
                }
            }
        }
        return unread;
    }

    private static Heard open(Map<String, byte[]> changed, long afterLsn) {
        var heard = new Heard();
        SegmentLog.open(new RecordingDisk(changed), TINY, afterLsn, heard).close();
        return heard;
    }

    /** The last segment with something in it. */
    private String lastLog() {
        return files.entrySet().stream()
                .filter(f -> f.getKey().startsWith("log-") && f.getValue()[0] != 0)
                .map(Map.Entry::getKey)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "S-S4 10,000 flipped bits, cut, zeroed and overwritten files, extra files: opens, tells, serves nothing wrong")
    void s_S4_damage() {
        var random = new Random(5);
        var names = files.keySet().stream().filter(n -> !n.equals("format")).toList();
        var last = lastLog();
        int told = 0;
        int lost = 0;
        for (int i = 0; i < 10_000; i++) {
            var changed = new TreeMap<>(files);
            var name = names.get(random.nextInt(names.size()));
            var octets = files.get(name).clone();
            var what = name;
            switch (i % 10) {
                case 0 -> {
                    octets = Arrays.copyOf(octets, random.nextInt(octets.length));
                    what += " cut to " + octets.length;
                }
                case 1 -> {
                    int from = random.nextInt(octets.length);
                    Arrays.fill(octets, from, octets.length, (byte) 0);
                    what += " zeroed from " + from;
                }
                case 2 -> {
                    int from = random.nextInt(octets.length);
                    var noise = SegmentLogTest.octets(random, 1 + random.nextInt(octets.length - from));
                    System.arraycopy(noise, 0, octets, from, noise.length);
                    what += " overwritten from " + from + " for " + noise.length;
                }
                case 3 -> {
                    var other = names.get(random.nextInt(names.size()));
                    name = other.substring(0, other.indexOf('-') + 1) + String.format("%08d", 50 + random.nextInt(9));
                    what = name + " is a copy of " + what;
                }
                default -> {
                    int at = random.nextInt(octets.length);
                    octets[at] ^= (byte) (1 << random.nextInt(8));
                    what += " with a bit flipped at " + at;
                }
            }
            changed.put(name, octets);
            var heard = new Heard();
            int unread = check(changed, heard, what);
            if (heard.ops.size() < COMMITS) {
                lost++;
                // the last segment with its end zeroed is as it was before that was written: who knows a later LSN is
                // told
                if (what.startsWith(last + " zeroed")) heard = open(changed, Long.MAX_VALUE / 2);
                assertFalse(
                        heard.damage.isEmpty() && heard.torn.isEmpty(), what + ": commits are lost, nobody is told");
            }
            if (!heard.damage.isEmpty()) told++;
            assertTrue(unread <= COMMITS, what);
        }
        System.out.printf("log: 10,000 damaged stores, commits lost in %,d, damage told of in %,d%n", lost, told);
    }

    @Test
    @DisplayName(
            "S-S4 one flipped bit in what was synced loses one record and is told of, the last of an orderly end too")
    void s_S4_oneBit() {
        var log = "log-00000001";
        var octets = files.get(log);
        for (int at = 0; at < octets.length; at += 13) {
            var changed = new TreeMap<>(files);
            var flipped = octets.clone();
            flipped[at] ^= 4;
            changed.put(log, flipped);
            var heard = new Heard();
            int unread = check(changed, heard, "bit flipped at " + at);
            assertTrue(heard.ops.size() >= COMMITS - 1, "at most one commit");
            assertTrue(unread <= 1, "at most one body");
            if (heard.ops.size() < COMMITS || unread > 0) assertEquals(1, heard.damage.size(), "told, at " + at);
            assertEquals(List.of(), heard.torn);
        }
    }

    @Test
    @DisplayName("S-S4 damage is skipped by every opening, and the log goes on behind it")
    void s_S4_goesOnAfterDamage() {
        var changed = new TreeMap<>(files);
        var last = lastLog();
        for (var name : files.keySet()) {
            if (!name.startsWith("log-") || name.equals(last)) continue;
            var octets = files.get(name).clone();
            Arrays.fill(octets, 3000, 5000, (byte) 0x55);
            changed.put(name, octets);
        }
        var disk = new RecordingDisk(changed);
        var first = new Heard();
        try (var log = SegmentLog.open(disk, TINY, 0, first)) {
            assertFalse(first.damage.isEmpty());
            SegmentLogTest.commit(log, "after the damage");
        }
        var second = new Heard();
        SegmentLog.open(disk, TINY, 0, second).close();
        assertEquals(first.damage, second.damage);
        var expected = new ArrayList<>(first.ops);
        expected.add("after the damage");
        assertEquals(expected, second.ops);
        assertEquals(second.lsns.stream().sorted().distinct().toList(), second.lsns);
    }

    @Test
    @DisplayName(
            "S-S4 a mail with records in it, written by somebody who knows the format, is not believed after damage")
    void s_S4_recordsInsideAMail() {
        for (var start : List.of(0, 8, 16)) {
            var forged = ByteBuffer.allocate(1600);
            forged.position(start);
            for (long lsn = 1; forged.remaining() > 200; lsn++) {
                var ops = SegmentLogTest.bytes("forged");
                var record = ByteBuffer.allocate(RecordFormat.stride(ops.remaining()));
                record.put(RecordFormat.HEADER, ops, 0, ops.remaining());
                var crc = RecordFormat.checksum(0, record, RecordFormat.HEADER, ops.remaining());
                RecordFormat.seal(record, crc, RecordFormat.OPS, (byte) 0, ops.remaining(), 1, lsn, lsn - 1);
                forged.put(record);
            }
            var disk = new RecordingDisk();
            long handle;
            try (var log = SegmentLog.open(disk, TINY, 0, new Heard());
                    var spool = log.spool(1 << 20)) {
                SegmentLogTest.commit(log, "before");
                spool.write(forged.clear());
                handle = spool.finish().handle();
                SegmentLogTest.commit(log, "names the body");
                SegmentLogTest.commit(log, "after");
            }
            var changed = new TreeMap<>(disk.files());
            var octets = changed.get("log-00000001").clone();
            octets[(int) Handle.offset(handle)] ^= 1; // its magic
            changed.put("log-00000001", octets);
            var heard = new Heard();
            SegmentLog.open(new RecordingDisk(changed), TINY, 0, heard).close();
            assertEquals(List.of("before", "names the body", "after"), heard.ops);
            assertEquals(1, heard.damage.size());
        }
    }

    @Test
    @DisplayName("S-S4 a damaged second line of the format file is read from a segment")
    void s_S4_sealIsFoundAgain() {
        var changed = new TreeMap<>(files);
        changed.put("format", Arrays.copyOf(files.get("format"), 24));
        var heard = new Heard();
        assertEquals(0, check(changed, heard, "without seal"));
        assertEquals(commits, heard.ops);
        assertArrayEquals(new Object[0], heard.damage.toArray());
    }

    @Test
    @DisplayName("S-S4 a bit flipped in the seal does not hide all mail behind another seal")
    void s_S4_sealFlipped() {
        var changed = new TreeMap<>(files);
        var format = files.get("format").clone();
        int digit = format.length - 2;
        format[digit] = (byte) (format[digit] == '0' ? '1' : '0');
        changed.put("format", format);
        var heard = new Heard();
        assertEquals(0, check(changed, heard, "seal"));
        assertEquals(commits, heard.ops);
        assertEquals(List.of(), heard.damage);
    }

    @Test
    @DisplayName("S-S4 files of bodies that changed places serve nothing")
    void s_S4_bodyFilesSwapped() {
        var changed = new TreeMap<>(files);
        changed.put("body-00000001", files.get("body-00000002"));
        changed.put("body-00000002", files.get("body-00000001"));
        var heard = new Heard();
        assertTrue(check(changed, heard, "swapped") > 0);
        assertEquals(2, heard.damage.size(), heard.damage.toString());
    }
}
