package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.UidValidity;

/** A mailbox's state beside a simple model: what commits do to it, and what a log says when it is read again. */
class MailboxStateTest {
    static final InternalDate SAVED = new InternalDate(1_760_000_000L, 0);
    static final MailboxState EMPTY =
            MailboxState.created(new MailboxName("a"), new UidValidity(7), MessageTable.empty(new Handles(0)));

    /** A body that is only a number. */
    record Placed(long handle, long size, int generation) implements Body {
        @Override
        public ByteBuffer read(long offset, int length) {
            throw new UnsupportedOperationException();
        }
    }

    record Handles(int generation) implements Bodies {
        @Override
        public long handle(Body body) {
            return ((Placed) body).handle();
        }

        @Override
        public Body at(long handle, long size) {
            return new Placed(handle, size, generation);
        }
    }

    /** What a state should be, in the plainest words. */
    static final class Model {
        final TreeMap<Long, Row> rows = new TreeMap<>();
        final Map<Long, Long> vanished = new TreeMap<>(); // UID to MODSEQ
        long uidNext = 1;
        long modSequence = 1;

        Model copy() {
            var copy = new Model();
            copy.rows.putAll(rows);
            copy.vanished.putAll(vanished);
            copy.uidNext = uidNext;
            copy.modSequence = modSequence;
            return copy;
        }

        void check(MailboxState state, Random random, String why) {
            var table = state.messages();
            var here = new ArrayList<Row>();
            for (int i = 0; i < table.count(); i++) here.add(table.row(i));
            assertIterableEquals(rows.values(), here, why);
            assertEquals(uidNext, state.uidNext(), why);
            assertEquals(modSequence, state.modSequence(), why);
            assertEquals(
                    rows.values().stream()
                            .filter(r -> !r.flags().has(SystemFlag.SEEN))
                            .count(),
                    table.unseen(),
                    why);
            assertEquals(
                    rows.values().stream()
                            .filter(r -> r.flags().has(SystemFlag.DELETED))
                            .count(),
                    table.deleted(),
                    why);
            assertEquals(rows.values().stream().mapToLong(Row::size).sum(), table.size(), why);
            var keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            for (var row : rows.values()) keywords.addAll(row.flags().keywords());
            assertEquals(new ArrayList<>(keywords), state.keywords().names(), why);
            long since = random.nextLong(modSequence + 1);
            assertEquals(
                    rows.values().stream()
                            .filter(r -> r.modSequence() > since)
                            .map(Row::uid)
                            .toList(),
                    state.changedSince(since).stream().map(m -> m.uid().value()).toList(),
                    why);
            assertEquals(
                    UidSet.of(vanished.entrySet().stream()
                            .filter(e -> e.getValue() > since)
                            .mapToLong(Map.Entry::getKey)
                            .toArray()),
                    state.vanishedSince(since),
                    why);
            for (int n = 0; n < 5; n++) {
                long uid = 1 + random.nextLong(uidNext + 1);
                assertEquals(rows.headMap(uid).size(), table.ceiling(uid), why);
                assertEquals(rows.containsKey(uid), table.find(uid) >= 0, why);
            }
        }
    }

    @Test
    void commitsDoWhatTheModelDoesAndOldStatesStay() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var state = EMPTY;
            var model = new Model();
            var kept = new LinkedHashMap<MailboxState, Model>();
            for (int step = 0; step < 60; step++) {
                var why = "seed " + seed + ", step " + step;
                if (random.nextInt(8) == 0) commit(state, model.copy(), random); // not done: the next writes over it
                state = commit(state, model, random);
                model.check(state, random, why);
                if (random.nextInt(10) == 0) kept.put(state, model.copy());
            }
            var number = seed;
            kept.forEach((old, was) -> was.check(old, random, "seed " + number + ", kept"));
        }
    }

    @Test
    void aLogReadAgainMakesTheSameState() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var state = EMPTY;
            var replayed = EMPTY;
            var model = new Model();
            for (int step = 0; step < 60; step++) {
                var before = state;
                state = commit(state, model, random);
                replayed = replay(replayed, before, state, random);
                model.check(replayed, random, "seed " + seed + ", step " + step);
            }
        }
    }

    /** Logs and reads the step from {@code before} to {@code after}; some of it twice, as compaction does. */
    private static MailboxState replay(MailboxState replayed, MailboxState before, MailboxState after, Random random) {
        var next = replayed;
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            var rows = new ArrayList<Row>();
            for (var m : after.changedSince(before.modSequence()))
                rows.add(after.messages().row(after.messages().find(m.uid().value())));
            if (rows.stream().allMatch(r -> r.uid() < before.uidNext()) && random.nextBoolean()) {
                for (var row : rows) next = next.withFlags(UidSet.of(row.uid()), row.flags(), row.modSequence());
            } else {
                Collections.shuffle(rows, random);
                next = next.withRows(rows);
            }
            var gone = after.vanishedSince(before.modSequence());
            if (!gone.isEmpty()) next = next.withoutUids(gone, after.modSequence(), 1_000_000);
            var moved = new ArrayList<Row>();
            for (int i = 0; i < after.messages().count(); i++) {
                var row = after.messages().row(i);
                int was = next.messages().find(row.uid());
                if (next.messages().handle(was) != row.handle()) moved.add(row);
            }
            next = next.withRows(moved).withMarks(after.uidNext(), after.modSequence());
        }
        return next;
    }

    static MailboxState commit(MailboxState state, Model model, Random random) {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                return append(state, model, random);
            }
            case 4, 5, 6 -> {
                return flag(state, model, random);
            }
            case 7, 8 -> {
                var uids = someUids(model, random, 3);
                var gone = state.select(uids);
                if (gone.isEmpty()) return state;
                model.modSequence++;
                for (var m : gone) {
                    model.rows.remove(m.uid().value());
                    model.vanished.put(m.uid().value(), model.modSequence);
                }
                return state.without(gone, 1_000_000);
            }
            default -> {
                var uids = model.rows.keySet().stream()
                        .filter(u -> random.nextInt(5) == 0)
                        .mapToLong(u -> u)
                        .toArray();
                var handles = random.longs(uids.length, 1, Long.MAX_VALUE).toArray();
                for (int i = 0; i < uids.length; i++) {
                    long handle = handles[i];
                    model.rows.computeIfPresent(uids[i], (u, r) -> placed(r, handle));
                }
                return state.relocated(uids, handles);
            }
        }
    }

    private static Row placed(Row r, long handle) {
        return new Row(r.uid(), r.modSequence(), r.flags(), r.internalDate(), r.savedDate(), r.size(), handle);
    }

    private static MailboxState append(MailboxState state, Model model, Random random) {
        var more = new ArrayList<NewMessage>();
        var uids = new ArrayList<Long>();
        long uid = model.uidNext;
        boolean gaps = random.nextInt(3) == 0;
        for (int n = random.nextInt(random.nextInt(10) == 0 ? 600 : 20); n >= 0; n--) {
            if (gaps) uid += random.nextInt(3);
            uids.add(uid++);
            var body = new Placed(1 + random.nextLong(Long.MAX_VALUE - 1), random.nextLong(1L << 32), 0);
            var date = new InternalDate(random.nextLong(1L << 40) - (1L << 39), random.nextInt(2161) - 1080);
            more.add(new NewMessage(body, flags(random), date));
        }
        model.modSequence++;
        for (int i = 0; i < more.size(); i++) {
            var m = more.get(i);
            var row = new Row(
                    uids.get(i),
                    model.modSequence,
                    m.flags(),
                    m.internalDate(),
                    SAVED,
                    m.body().size(),
                    ((Placed) m.body()).handle());
            model.rows.put(uids.get(i), row);
        }
        model.uidNext = uid;
        if (!gaps) return state.appended(more, SAVED);
        return state.appended(more, uids.stream().mapToLong(u -> u).toArray(), SAVED);
    }

    private static MailboxState flag(MailboxState state, Model model, Random random) {
        var uids = someUids(model, random, 20);
        var change = new FlagChange(FlagChange.Mode.values()[random.nextInt(3)], flags(random));
        boolean any = false;
        for (var row : List.copyOf(model.rows.values())) {
            if (!uids.contains(row.uid())) continue;
            var after = change.applyTo(row.flags());
            if (after.equals(row.flags())) continue;
            any = true;
            long modSequence = model.modSequence + 1;
            model.rows.put(
                    row.uid(),
                    new Row(
                            row.uid(),
                            modSequence,
                            after,
                            row.internalDate(),
                            row.savedDate(),
                            row.size(),
                            row.handle()));
        }
        if (any) model.modSequence++;
        return state.flagged(state.select(uids), change);
    }

    private static UidSet someUids(Model model, Random random, int most) {
        var ranges = new ArrayList<UidSet.Range>();
        for (int n = 1 + random.nextInt(most); n > 0; n--) {
            long first = 1 + random.nextLong(model.uidNext);
            ranges.add(new UidSet.Range(first, first + random.nextLong(random.nextInt(6) == 0 ? 400 : 3)));
        }
        return UidSet.of(ranges);
    }

    /** Flags with so many keywords that a chunk meets more than 256 of them. */
    static Flags flags(Random random) {
        var system = new TreeSet<SystemFlag>();
        for (var flag : SystemFlag.values()) if (random.nextInt(3) == 0) system.add(flag);
        var keywords = new ArrayList<String>();
        while (random.nextInt(3) == 0) keywords.add("k" + random.nextInt(40));
        return Flags.of(system, keywords);
    }

    @Test
    void everyMessageOfAChunkMayHaveItsOwnFlags() {
        var more = new ArrayList<NewMessage>();
        for (int i = 0; i < 256; i++) more.add(new NewMessage(new Placed(i + 1, 1, 0), word("k" + i), SAVED));
        var state = EMPTY.appended(more, SAVED);
        for (int i = 0; i < 256; i++) {
            var one = state.select(UidSet.of(i + 1));
            state = state.flagged(one, new FlagChange(FlagChange.Mode.REPLACE, word("other" + i)));
        }
        for (int i = 0; i < 256; i++)
            assertEquals(word("other" + i), state.messages().flags(i));
    }

    private static Flags word(String keyword) {
        return Flags.of(Set.of(), List.of(keyword));
    }

    @Test
    void appendsThatAreNotDoneLeaveNoFlagsBehind() {
        var state = EMPTY.appended(List.of(new NewMessage(new Placed(1, 1, 0), Flags.NONE, SAVED)), SAVED);
        for (int i = 0; i < 1000; i++)
            assertEquals(
                    2,
                    state.appended(List.of(new NewMessage(new Placed(2, 1, 0), word("k" + i), SAVED)), SAVED)
                            .messages()
                            .count());
        assertEquals(1, state.messages().count());
        assertEquals(List.of(), state.keywords().names());
    }

    @Test
    void rowsMayComeInAnyOrder() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var rows = new ArrayList<Row>();
            for (int uid = 1; uid <= 1500; uid++)
                if (random.nextInt(4) > 0) rows.add(new Row(uid, 2, flags(random), SAVED, SAVED, uid, uid * 3L));
            var shuffled = new ArrayList<>(rows);
            if (seed == 0) Collections.reverse(shuffled);
            else Collections.shuffle(shuffled, random);
            var state = EMPTY;
            for (int i = 0; i < shuffled.size(); i += 7)
                state = state.withRows(shuffled.subList(i, Math.min(i + 7, shuffled.size())));
            var here = new ArrayList<Row>();
            for (int i = 0; i < state.messages().count(); i++)
                here.add(state.messages().row(i));
            assertIterableEquals(rows, here, "seed " + seed);
            assertEquals(rows.get(rows.size() - 1).uid() + 1, state.uidNext());
        }
    }

    @Test
    void whatIsOlderThanWhatIsHereChangesNothing() {
        var row = new Row(5, 9, word("new"), SAVED, SAVED, 10, 3);
        var state = EMPTY.withRows(List.of(row));
        state = state.withRows(List.of(new Row(5, 8, word("old"), SAVED, SAVED, 11, 4)));
        assertEquals(placed(row, 4), state.messages().row(0), "only where its body is");
        state = state.withFlags(UidSet.of(5), word("old"), 8);
        assertEquals(placed(row, 4), state.messages().row(0));
        assertEquals(List.of("new"), state.keywords().names());
        assertEquals(10, state.messages().size());
        state = state.withFlags(UidSet.of(5, 6), Flags.NONE, 9).withMarks(3, 4);
        assertEquals(List.of(), state.keywords().names());
        assertEquals(7, state.uidNext(), "a UID that was named is not given again");
        assertEquals(9, state.modSequence());
    }

    @Test
    void expungesToldTwiceAreOne() {
        var state = EMPTY.withoutUids(UidSet.of(1, 2), 5, 100)
                .withoutUids(UidSet.of(7), 9, 100)
                .withoutUids(UidSet.of(1, 2), 5, 100)
                .withoutUids(UidSet.of(4), 6, 100)
                .withoutUids(UidSet.of(7, 8), 9, 100);
        assertEquals(3, state.vanished().count());
        assertEquals(UidSet.of(1, 2, 4, 7, 8), state.vanishedSince(0));
        assertEquals(UidSet.of(4, 7, 8), state.vanishedSince(5));
        assertEquals(UidSet.of(7, 8), state.vanishedSince(6));
        assertEquals(9, state.modSequence());
        assertEquals(9, state.uidNext());
    }

    @Test
    void aKeywordComesBackAsItIsSpelledThen() {
        var state = EMPTY.appended(List.of(new NewMessage(new Placed(1, 1, 0), word("Work"), SAVED)), SAVED);
        state = state.flagged(state.selectAll(), new FlagChange(FlagChange.Mode.REPLACE, Flags.NONE));
        state = state.flagged(state.selectAll(), new FlagChange(FlagChange.Mode.REPLACE, word("work")));
        assertEquals(List.of("work"), state.keywords().names());
        assertEquals(List.of("work"), state.messages().flags(0).keywords());
        state = EMPTY.appended(List.of(new NewMessage(new Placed(1, 1, 0), word("Work"), SAVED)), SAVED);
        state = state.without(state.selectAll(), 0);
        state = state.appended(List.of(new NewMessage(new Placed(1, 1, 0), word("work"), SAVED)), SAVED);
        assertEquals(List.of("work"), state.messages().flags(0).keywords());
    }

    @Test
    void uidsThatWereGivenAreNotTakenAgain() {
        var one = List.of(new NewMessage(new Placed(1, 1, 0), Flags.NONE, SAVED));
        var state = EMPTY.appended(one, new long[] {10}, SAVED);
        assertEquals(11, state.uidNext());
        assertThrows(IllegalArgumentException.class, () -> state.appended(one, new long[] {10}, SAVED));
        var two = List.of(one.get(0), one.get(0));
        assertThrows(IllegalArgumentException.class, () -> state.appended(two, new long[] {12, 12}, SAVED));
        assertEquals(13, state.appended(one, new long[] {12}, SAVED).uidNext());
    }

    @Test
    void bodiesComeFromTheGenerationThatAStateHas() {
        var one = List.of(new NewMessage(new Placed(44, 5, 0), Flags.NONE, SAVED));
        var old = EMPTY.appended(one, SAVED);
        var moved = old.relocated(new long[] {1, 2}, new long[] {55, 66}).withBodies(new Handles(1));
        assertEquals(new Placed(44, 5, 0), old.messages().get(0).body());
        assertEquals(new Placed(55, 5, 1), moved.messages().get(0).body());
        assertEquals(old.modSequence(), moved.modSequence());
        assertTrue(moved.changedSince(old.modSequence()).isEmpty());
    }

    @Test
    void aSavedDateOutOfBoundsIsTheNearest() {
        var one = List.of(new NewMessage(new Placed(1, 1, 0), Flags.NONE, SAVED));
        assertEquals(0, saved(EMPTY.appended(one, new InternalDate(-5, 0))));
        assertEquals(0xFFFF_FFFFL, saved(EMPTY.appended(one, new InternalDate(1L << 40, 0))));
    }

    private static long saved(MailboxState state) {
        Message only = state.messages().get(0);
        return only.savedDate().epochSecond();
    }
}
