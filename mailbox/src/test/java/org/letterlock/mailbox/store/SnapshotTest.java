package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.UidValidity;

/** A mailbox's state as octets: what was written is read, and nothing else is. */
class SnapshotTest {
    private static final Bodies HANDLES = new MailboxStateTest.Handles(0);

    static byte[] written(MailboxState state) {
        var all = new ByteArrayOutputStream();
        Snapshot.write(state, piece -> {
            var octets = new byte[piece.remaining()];
            piece.get(octets);
            all.writeBytes(octets);
        });
        return all.toByteArray();
    }

    private static MailboxState read(byte[] octets) {
        return Snapshot.read(ByteBuffer.wrap(octets), HANDLES);
    }

    @Test
    void whatIsWrittenIsReadAndGoesOn() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var why = "seed " + seed;
            var state = MailboxStateTest.EMPTY;
            var model = new MailboxStateTest.Model();
            for (int step = random.nextInt(40); step > 0; step--) state = MailboxStateTest.commit(state, model, random);
            var read = read(written(state));
            model.check(read, random, why);
            assertEquals(state.vanished().floor(), read.vanished().floor(), why);
            assertEquals(state.vanishedSince(0), read.vanishedSince(0), why);
            assertTrue(Arrays.equals(written(state), written(read)), why);
            var later = model.copy();
            var next = read;
            for (int step = 0; step < 20; step++) next = MailboxStateTest.commit(next, later, random);
            later.check(next, random, why);
            model.check(read, random, why);
        }
    }

    @Test
    void anOlderStateIsWrittenAsItWas() {
        var random = new Random(1);
        var model = new MailboxStateTest.Model();
        var state = MailboxStateTest.commit(MailboxStateTest.EMPTY, model, new Random(3));
        for (int i = 0; i < 30; i++) state = MailboxStateTest.commit(state, model, random);
        var then = written(state);
        var later = state;
        for (int i = 0; i < 30; i++) later = MailboxStateTest.commit(later, model, random);
        assertTrue(Arrays.equals(then, written(state)), "what came later is not in it");
    }

    @Test
    void nameValidityAndForgottenHistoryComeBack() {
        var name = new MailboxName("Entwürfe/\uD83D\uDE00");
        var state = MailboxState.created(name, new UidValidity(0xFFFF_FFFFL), MessageTable.empty(HANDLES));
        for (int i = 1; i < 50; i += 2) state = state.withoutUids(UidSet.of(i), i, 10);
        assertTrue(state.vanished().floor() > 0);
        var read = read(written(state));
        assertEquals(name, read.name());
        assertEquals(state.uidValidity(), read.uidValidity());
        assertEquals(state.vanished().floor(), read.vanished().floor());
        assertEquals(state.vanishedSince(0), read.vanishedSince(0));
        assertEquals(state.vanishedSince(40), read.vanishedSince(40));
        assertTrue(read.exists());
        assertTrue(!read(written(state.deleted())).exists());
    }

    @Test
    void aMessageTakesSomeThirtySevenOctets() {
        int octets = written(large(20_000)).length;
        assertTrue(octets < 38 * 20_000, octets + " octets");
    }

    static MailboxState large(int count) {
        var rows = new ArrayList<Row>();
        for (int uid = 1; uid <= count; uid++)
            rows.add(new Row(
                    uid, 2, Flags.NONE, MailboxStateTest.SAVED, MailboxStateTest.SAVED, 100 + uid % 5000, uid * 8L));
        return MailboxStateTest.EMPTY.withRows(rows);
    }

    /** Whatever one octet, one cut or one addition makes of it: a state that can be used, or a StoreException. */
    @Test
    void damageIsAStoreExceptionOrAnotherState() {
        var random = new Random(7);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var self = Thread.currentThread().getId();
        int refused = 0;
        for (int seed = 0; seed < 40; seed++) {
            var state = MailboxStateTest.EMPTY;
            var model = new MailboxStateTest.Model();
            for (int step = random.nextInt(8); step >= 0; step--) state = MailboxStateTest.commit(state, model, random);
            var good = written(state);
            for (int n = 0; n < 500; n++) {
                var bad = damaged(good, random);
                long before = threads.getThreadAllocatedBytes(self);
                try {
                    var read = read(bad);
                    for (int i = 0; i < read.messages().count(); i++)
                        read.messages().get(i).internalDate().toOffsetDateTime();
                    read.vanishedSince(0);
                    read.keywords().names();
                    written(read);
                } catch (StoreException e) {
                    refused++;
                }
                long allocated = threads.getThreadAllocatedBytes(self) - before;
                assertTrue(allocated < 40L * bad.length + (2 << 20), allocated + " octets for " + bad.length);
            }
        }
        assertTrue(refused > 5000, "only " + refused + " refused");
    }

    private static byte[] damaged(byte[] good, Random random) {
        var bad = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> bad = Arrays.copyOf(good, random.nextInt(good.length));
            case 1 -> bad = Arrays.copyOf(good, good.length + 1 + random.nextInt(50));
            case 2 -> Arrays.fill(bad, random.nextInt(bad.length), bad.length, (byte) -1);
            case 3 -> bad[random.nextInt(Math.min(200, bad.length))] = (byte) random.nextInt();
            default -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bad;
    }

    @Test
    void whatIsNoSnapshotIsRefused() {
        var good = written(MailboxStateTest.EMPTY);
        for (int length = 0; length < good.length; length++) {
            var cut = Arrays.copyOf(good, length);
            assertThrows(StoreException.class, () -> read(cut));
        }
        var longer = Arrays.copyOf(good, good.length + 1);
        assertThrows(StoreException.class, () -> read(longer));
        var form = good.clone();
        form[0] = 2;
        var e = assertThrows(StoreException.class, () -> read(form));
        assertTrue(e.getMessage().contains("form"), e.getMessage());
        var announced = good.clone();
        Arrays.fill(announced, announced.length - 4, announced.length, (byte) 0x7f); // two milliards of chunks
        assertThrows(StoreException.class, () -> read(announced));
        assertThrows(
                IllegalStateException.class,
                () -> written(MailboxState.created(new MailboxName("heap"), new UidValidity(1))),
                "a body in the heap has no handle");
    }

    @Test
    void valuesThatCannotBeAreRefused() {
        var row = new Row(5, 2, Flags.NONE, MailboxStateTest.SAVED, MailboxStateTest.SAVED, 1, 77);
        var state = MailboxStateTest.EMPTY.withRows(
                List.of(row, new Row(6, 2, Flags.NONE, MailboxStateTest.SAVED, MailboxStateTest.SAVED, 1, 78)));
        var good = written(state);
        int rows = good.length - 2 * 37;
        for (var bad : List.of(
                new int[] {rows + 3, 6}, // UIDs 6 and 6
                new int[] {rows + 3, 0},
                new int[] {rows + 7, 9}, // beyond UIDNEXT
                new int[] {rows + 8 + 7, 9}, // beyond the highest MODSEQ
                new int[] {rows + 8 + 7, 0},
                new int[] {rows + 24, 1}, // not in the palette
                new int[] {rows + 26 + 6, 6}, // a zone of 25 hours
                new int[] {rows + 58, 0x80}, // a handle below 0
                new int[] {rows + 65, 0})) {
            var octets = good.clone();
            octets[bad[0]] = (byte) bad[1];
            assertThrows(StoreException.class, () -> read(octets), Arrays.toString(bad));
        }
        assertEquals(2, read(good).messages().count());
    }
}
