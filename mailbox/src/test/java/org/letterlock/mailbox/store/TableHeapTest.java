package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;

/** What the index costs in heap: at most 40 octets a message, by counting every object that a table reaches. */
class TableHeapTest {
    private static final int COUNT = 200_000;

    @Test
    void appendedOneByOne() {
        var state = MailboxStateTest.EMPTY;
        for (int i = 1; i <= COUNT; i++) state = state.appended(List.of(message(i)), date(i));
        atMostForty(state);
    }

    @Test
    void readFromALogInBatches() {
        var state = MailboxStateTest.EMPTY;
        for (int i = 1; i <= COUNT; i += 1000) {
            var rows = new ArrayList<Row>();
            for (int uid = i; uid < i + 1000; uid++)
                rows.add(new Row(uid, uid + 1, flags(uid), date(uid), date(uid), 1000 + uid % 9000, uid * 8L));
            state = state.withRows(rows);
        }
        atMostForty(state);
    }

    @Test
    void readFromASnapshot() {
        atMostForty(Snapshot.read(
                ByteBuffer.wrap(SnapshotTest.written(SnapshotTest.large(COUNT))), new MailboxStateTest.Handles(0)));
    }

    @Test
    void flaggedHereAndThereAndThinned() {
        var state = SnapshotTest.large(COUNT);
        var random = new Random(5);
        for (int i = 0; i < 3000; i++) {
            var one = state.select(UidSet.of(1 + random.nextLong(COUNT)));
            state = state.flagged(one, new FlagChange(FlagChange.Mode.REPLACE, flags(random.nextInt(100))));
        }
        var ranges = new ArrayList<UidSet.Range>();
        for (int uid = 1; uid < COUNT; uid += 100) ranges.add(new UidSet.Range(uid, uid + random.nextInt(90)));
        state = state.without(state.select(UidSet.of(ranges)), 10_000);
        atMostForty(state);
    }

    private static NewMessage message(int i) {
        return new NewMessage(new MailboxStateTest.Placed(i * 8L, 1000 + i % 9000, 0), flags(i), date(i));
    }

    private static InternalDate date(int i) {
        return new InternalDate(1_700_000_000L + i, i % 120);
    }

    /** Mostly one of a few, as people have them. */
    private static Flags flags(int i) {
        return i % 10 == 0
                ? Flags.of(SystemFlag.SEEN, SystemFlag.ANSWERED)
                : i % 3 == 0 ? Flags.NONE : Flags.of(SystemFlag.SEEN);
    }

    private static void atMostForty(MailboxState state) {
        long octets = octets(state.messages());
        int count = state.messages().count();
        assertTrue(octets <= 40L * count, octets / (double) count + " octets for each of " + count + " messages");
        assertTrue(octets > 37L * count, "they cannot be so few: " + octets);
    }

    /** All objects of the store reachable from {@code root}, in a heap below 32 GiB: references of 4, headers of 12. */
    private static long octets(Object root) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var next = new ArrayDeque<Object>();
        next.add(root);
        long sum = 0;
        while (!next.isEmpty()) {
            var object = next.remove();
            if (!seen.add(object)) continue;
            var type = object.getClass();
            if (type.isArray()) {
                int length = Array.getLength(object);
                sum += aligned(16 + (long) length * width(type.getComponentType()));
                if (type.getComponentType().isPrimitive()) continue;
                for (var element : (Object[]) object) if (element != null) next.add(element);
            } else if (type.getName().startsWith("java.")) {
                sum += 64; // the list of a message's keywords, say
            } else {
                sum += fields(object, next);
            }
        }
        return sum;
    }

    private static long fields(Object object, ArrayDeque<Object> next) {
        long octets = 12;
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) continue;
                octets += width(field.getType());
                if (!field.getType().isPrimitive()) follow(field, object, next);
            }
        }
        return aligned(octets);
    }

    private static void follow(Field field, Object object, ArrayDeque<Object> next) {
        try {
            field.setAccessible(true);
            var value = field.get(object);
            if (value != null) next.add(value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static int width(Class<?> type) {
        if (type == long.class || type == double.class) return 8;
        if (type == byte.class || type == boolean.class) return 1;
        if (type == short.class || type == char.class) return 2;
        return 4;
    }

    private static long aligned(long octets) {
        return (octets + 7) / 8 * 8;
    }
}
