package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.store.StoreSettings;

/** Modification sequences, the change feed and who is woken. RFC 7162. */
public abstract class ChangesContract extends MessagesContract {
    private static final Flags SEEN = Flags.of(SystemFlag.SEEN);

    private static ModSequence now(Mailbox mailbox) {
        return mailbox.status().highestModSequence();
    }

    @Test
    void everyChangeHasAHigherModSequence() {
        var inbox = inbox(ANN);
        var archive = create("Archive");
        var last = now(inbox);
        assertTrue(last.value() >= 1);
        var steps = List.<Runnable>of(
                () -> append(inbox, 4),
                () -> flag(inbox, range(1, 3), add(SEEN)),
                () -> flag(inbox, range(1, 1), add(Flags.of(SystemFlag.DELETED))),
                () -> done(inbox.expunge(range(1, 9))),
                () -> done(inbox.remove(range(2, 2))),
                () -> done(inbox.copy(range(3, 3), archive, true)));
        for (var step : steps) {
            step.run();
            assertTrue(now(inbox).compareTo(last) > 0);
            last = now(inbox);
        }
    }

    @Test
    void whatChangesNothingHasNoModSequence() {
        var inbox = inbox(ANN);
        append(inbox, 2);
        flag(inbox, range(1, 1), add(SEEN));
        var last = now(inbox);
        var one = inbox.message(1).orElseThrow();
        var stored = flag(inbox, range(1, 2), add(SEEN)); // 1 has it
        assertEquals(1, stored.changed().size());
        assertEquals(one, inbox.message(1).orElseThrow());
        last = now(inbox);
        assertEquals(List.of(), flag(inbox, range(1, 9), add(SEEN)).changed());
        done(inbox.expunge(range(1, 9)));
        done(inbox.remove(range(5, 9)));
        done(inbox.append(List.of()));
        done(inbox.copy(range(5, 9), create("other"), true));
        inbox.takeRecent(Uid.MAX);
        assertEquals(last, now(inbox));
    }

    @Test
    void messagesOfOneChangeShareItsModSequence() {
        var inbox = inbox(ANN);
        var appended = append(inbox, 3);
        for (var m : messages(inbox.view())) assertEquals(appended.modSequence(), m.modSequence());
        var stored = flag(inbox, range(1, 2), add(SEEN));
        for (var m : stored.changed()) assertEquals(stored.modSequence(), m.modSequence());
        assertEquals(
                stored.changed(),
                List.of(inbox.message(1).orElseThrow(), inbox.message(2).orElseThrow()));
        assertEquals(appended.modSequence(), inbox.message(3).orElseThrow().modSequence());
        assertEquals(stored.modSequence(), now(inbox));
    }

    @Test
    void unchangedSinceLeavesChangedMessagesAlone() {
        var inbox = inbox(ANN);
        append(inbox, 3);
        var before = now(inbox).value();
        flag(inbox, range(2, 2), add(SEEN));
        var stored = done(inbox.store(range(1, 9), add(keywords("k")), OptionalLong.of(before)));
        assertEquals(UidSet.of(2), stored.modified());
        assertEquals(
                List.of(new Uid(1), new Uid(3)),
                stored.changed().stream().map(Message::uid).toList());
        assertFalse(inbox.message(2).orElseThrow().flags().has("k"));
        assertEquals(
                range(1, 3),
                done(inbox.store(range(1, 3), add(SEEN), OptionalLong.of(0))).modified());
    }

    @Test
    void changesSinceTellsWhatHappened() {
        var inbox = inbox(ANN);
        var start = now(inbox);
        append(inbox, 5);
        var first = now(inbox);
        flag(inbox, range(4, 4), add(SEEN));
        flag(inbox, range(2, 2), add(SEEN));
        done(inbox.remove(range(5, 5)));
        var changes = inbox.changesSince(first);
        assertEquals(
                List.of(new Uid(2), new Uid(4)),
                changes.changed().stream().map(Message::uid).toList());
        assertEquals(range(5, 5), changes.vanished());
        assertEquals(now(inbox), changes.highestModSequence());
        assertTrue(changes.complete());
        var all = inbox.changesSince(start);
        assertEquals(messages(inbox.view()), all.changed());
        assertTrue(all.complete());
        var none = inbox.changesSince(now(inbox));
        assertEquals(List.of(), none.changed());
        assertEquals(UidSet.EMPTY, none.vanished());
        assertEquals(
                List.of(), inbox.changesSince(new ModSequence(Long.MAX_VALUE)).changed());
    }

    @Test
    void aForgottenHistoryNamesAllThatIsNotThere() {
        reopen(StoreSettings.DEFAULTS.withExpungeHistory(4));
        var inbox = inbox(ANN);
        append(inbox, 30);
        var start = now(inbox);
        for (int uid = 2; uid <= 20; uid += 2) done(inbox.remove(range(uid, uid)));
        var changes = inbox.changesSince(start);
        assertFalse(changes.complete());
        assertEquals(UidSet.of(2, 4, 6, 8, 10, 12, 14, 16, 18, 20), changes.vanished());
        var last = now(inbox);
        done(inbox.remove(range(22, 22)));
        assertTrue(inbox.changesSince(last).complete());
        assertEquals(range(22, 22), inbox.changesSince(last).vanished());
    }

    /** What a client knows that asks for changes now and then. */
    private static final class Client {
        private final Mailbox mailbox;
        private final TreeMap<Long, Message> known = new TreeMap<>();
        private ModSequence at;

        Client(Mailbox mailbox) {
            this.mailbox = mailbox;
            at = now(mailbox);
            for (var m : messages(mailbox.view())) known.put(m.uid().value(), m);
        }

        void ask() {
            var changes = mailbox.changesSince(at);
            known.keySet().removeIf(changes.vanished()::contains);
            long last = 0;
            for (var m : changes.changed()) {
                assertTrue(m.uid().value() > last, "ascending");
                assertTrue(m.modSequence().compareTo(at) > 0, "only what changed");
                last = m.uid().value();
                known.put(last, m);
            }
            at = changes.highestModSequence();
        }

        void agrees(String about) {
            ask();
            assertEquals(messages(mailbox.view()), new ArrayList<>(known.values()), about);
        }
    }

    @Test
    void whoeverAsksForChangesKnowsTheMailbox() {
        for (long seed = 1; seed <= 30; seed++) {
            reopen(StoreSettings.DEFAULTS.withExpungeHistory(seed % 3 == 0 ? 5 : 1000));
            var random = new Random(seed);
            var boxes = List.of(inbox(ANN), create("a"));
            var clients = new ArrayList<Client>();
            for (int step = 0; step < 200; step++) {
                step(random, boxes);
                if (random.nextInt(8) == 0) clients.add(new Client(boxes.get(random.nextInt(2))));
                if (!clients.isEmpty() && random.nextInt(4) == 0)
                    clients.get(random.nextInt(clients.size())).ask();
            }
            for (var client : clients) client.agrees("seed " + seed);
            for (var box : boxes) counted(box, "seed " + seed);
        }
    }

    private void step(Random random, List<Mailbox> boxes) {
        var box = boxes.get(random.nextInt(2));
        int next = (int) box.status().uidNext();
        long from = 1 + random.nextInt(next);
        var some = range(from, from + random.nextInt(20));
        var flags = Flags.of(SystemFlag.values()[random.nextInt(5)]).plus(keywords("k" + random.nextInt(5)));
        switch (random.nextInt(7)) {
            case 0, 1 -> append(box, 1 + random.nextInt(8));
            case 2, 3 -> flag(box, some, new FlagChange(FlagChange.Mode.values()[random.nextInt(3)], flags));
            case 4 -> done(box.expunge(some));
            case 5 -> done(box.remove(range(from, from + random.nextInt(3))));
            default -> done(box.copy(some, boxes.get(random.nextInt(2)), random.nextBoolean()));
        }
    }

    /** The counters are what one counts. */
    protected static void counted(Mailbox box, String about) {
        var status = box.status();
        var messages = messages(box.view());
        assertEquals(messages.size(), status.messages(), about);
        assertEquals(
                messages.stream().filter(m -> !m.flags().has(SystemFlag.SEEN)).count(), status.unseen(), about);
        assertEquals(
                messages.stream().filter(m -> m.flags().has(SystemFlag.DELETED)).count(), status.deleted(), about);
        assertEquals(messages.stream().mapToLong(Message::size).sum(), status.size(), about);
        var keywords = new java.util.TreeSet<String>();
        for (var m : messages) keywords.addAll(m.flags().keywords());
        assertEquals(keywords, new java.util.TreeSet<>(box.keywords()), about);
        for (int i = 0; i < messages.size(); i++) {
            assertEquals(
                    messages.get(i), box.message(messages.get(i).uid().value()).orElseThrow(), about);
            assertTrue(messages.get(i).uid().value() < status.uidNext(), about);
            if (i > 0)
                assertTrue(messages.get(i).uid().compareTo(messages.get(i - 1).uid()) > 0, about);
        }
    }

    @Test
    void manyChangesToFewMessagesStayTold() {
        var inbox = inbox(ANN);
        append(inbox, 10);
        var client = new Client(inbox);
        for (int i = 0; i < 3000; i++) flag(inbox, range(1 + i % 10, 1 + i % 10), add(keywords("k")));
        for (int i = 0; i < 5000; i++) {
            var mode = i % 20 < 10 ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE;
            flag(inbox, range(1 + i % 10, 1 + i % 10), new FlagChange(mode, SEEN));
            if (i == 2500) client.ask();
        }
        client.agrees("after 5000 changes");
    }

    @Test
    void hintsComeAfterTheCommitToEveryoneWhoWatches() {
        var inbox = inbox(ANN);
        var archive = create("Archive");
        var hinted = new AtomicInteger();
        var seen = new ArrayList<Integer>();
        var failing = inbox.watch(m -> {
            throw new IllegalStateException("a watcher's own trouble");
        });
        var watch = inbox.watch(m -> {
            hinted.incrementAndGet();
            seen.add(m.view().count());
        });
        append(inbox, 2);
        assertTrue(hinted.get() >= 1);
        assertEquals(2, seen.get(seen.size() - 1));
        done(inbox.copy(range(1, 1), archive, true));
        assertEquals(1, seen.get(seen.size() - 1));
        done(store.deliver(List.of(new MailStore.Target(ANN, MailboxName.INBOX)), message("x", Flags.NONE)));
        assertEquals(2, seen.get(seen.size() - 1));
        watch.close();
        failing.close();
        watch.close();
        int before = hinted.get();
        append(inbox, 1);
        assertEquals(before, hinted.get());
        var gone = new AtomicInteger();
        archive.watch(m -> gone.addAndGet(m.exists() ? 0 : 1));
        done(ann().delete(archive.name()));
        assertEquals(1, gone.get());
    }

    @Test
    void aHintMayReadAndEvenChangeTheStore() {
        var inbox = inbox(ANN);
        var echo = create("echo");
        try (var watch = inbox.watch(m -> append(echo, 1))) {
            append(inbox, 1);
            append(inbox, 1);
        }
        assertEquals(2, echo.view().count());
        assertEquals(Set.of(1L, 2L), Set.copyOf(uids(echo.view())));
    }
}
