package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.MailStore.Target;

/** Many threads at once: nothing is lost, doubled or torn, and nobody waits for ever. */
public abstract class ConcurrencyContract extends ChangesContract {
    private static final int THREADS = 6;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private interface Work {
        void run(int thread, Random random) throws Exception;
    }

    private static void together(Work work) throws Exception {
        var pool = Executors.newFixedThreadPool(THREADS);
        try {
            var start = new CountDownLatch(THREADS);
            var results = new ArrayList<Future<Void>>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                Callable<Void> task = () -> {
                    start.countDown();
                    start.await();
                    work.run(thread, new Random(thread));
                    return null;
                };
                results.add(pool.submit(task));
            }
            for (var result : results) result.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void appendsExpungesFlagsAndMovesTogether() throws Exception {
        var boxes = List.of(inbox(ANN), create("a"), create("b"));
        var given = ConcurrentHashMap.<List<Long>>newKeySet(); // mailbox and UID: each only once
        var made = new AtomicLong();
        var gone = new AtomicLong();
        var highest = new ConcurrentHashMap<Long, Long>();
        together((thread, random) -> {
            for (int i = 0; i < 300; i++) {
                var box = boxes.get(random.nextInt(3));
                var other = boxes.get(random.nextInt(3));
                long uid = 1 + random.nextInt((int) box.status().uidNext());
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        for (var u : append(box, 1 + random.nextInt(3)).uids()) {
                            made.incrementAndGet();
                            assertTrue(given.add(List.of(box.id(), u.value())));
                        }
                    }
                    case 2 -> {
                        var stored = flag(box, range(uid, uid + 10), add(keywords("t" + thread)));
                        for (var m : stored.changed()) assertEquals(stored.modSequence(), m.modSequence());
                    }
                    case 3 -> {
                        var copied = done(box.copy(range(uid, uid + 2), other, false));
                        made.addAndGet(copied.to().size());
                        for (var u : copied.to()) assertTrue(given.add(List.of(other.id(), u.value())));
                    }
                    case 4 -> {
                        var moved = done(box.copy(range(uid, uid + 5), other, true));
                        assertEquals(moved.from().size(), moved.to().size());
                        for (var u : moved.to()) assertTrue(given.add(List.of(other.id(), u.value())));
                    }
                    default ->
                        gone.addAndGet(done(box.remove(range(uid, uid))).uids().count());
                }
                long now = box.status().highestModSequence().value();
                highest.merge(box.id(), now, Math::max);
            }
        });
        long left = 0;
        for (var box : boxes) {
            counted(box, box.name().value());
            left += box.view().count();
            assertTrue(box.status().highestModSequence().value() >= highest.getOrDefault(box.id(), 0L));
        }
        assertEquals(made.get() - gone.get(), left);
    }

    @Test
    void whoeverWatchesMissesNothing() throws Exception {
        var inbox = inbox(ANN);
        append(inbox, 50);
        var asked = new Object();
        var known = new java.util.TreeMap<Long, Message>();
        for (var m : messages(inbox.view())) known.put(m.uid().value(), m);
        var at = new AtomicLong(inbox.status().highestModSequence().value());
        var watch = inbox.watch(m -> {
            synchronized (asked) { // as a session does after it was woken
                var changes = m.changesSince(new ModSequence(at.get()));
                assertTrue(changes.complete());
                known.keySet().removeIf(changes.vanished()::contains);
                for (var c : changes.changed()) known.put(c.uid().value(), c);
                at.set(changes.highestModSequence().value());
            }
        });
        together((thread, random) -> {
            for (int i = 0; i < 200; i++) {
                long uid = 1 + random.nextInt((int) inbox.status().uidNext());
                switch (random.nextInt(3)) {
                    case 0 -> append(inbox, 1);
                    case 1 -> flag(inbox, range(uid, uid + 3), add(keywords("k" + random.nextInt(20))));
                    default -> done(inbox.remove(range(uid, uid)));
                }
            }
        });
        watch.close();
        synchronized (asked) {
            assertEquals(messages(inbox.view()), new ArrayList<>(known.values()));
        }
    }

    @Test
    void viewsStandStillWhileOthersWrite() throws Exception {
        var inbox = inbox(ANN);
        append(inbox, 600);
        together((thread, random) -> {
            for (int i = 0; i < 100; i++) {
                if (thread % 2 == 0) {
                    var view = inbox.view();
                    var first = messages(view);
                    long next = 0;
                    for (var m : first) {
                        assertTrue(m.uid().value() > next && m.uid().value() < view.uidNext());
                        assertTrue(m.modSequence().compareTo(view.highestModSequence()) <= 0);
                        next = m.uid().value();
                    }
                    assertEquals(first, messages(view));
                } else {
                    long uid = 1 + random.nextInt(600);
                    append(inbox, 1 + random.nextInt(5));
                    flag(inbox, range(uid, uid + 50), add(keywords("v" + random.nextInt(9))));
                    done(inbox.remove(range(uid, uid + random.nextInt(5))));
                }
            }
        });
        counted(inbox, "views");
    }

    @Test
    void deliveriesReachAllTargetsWhileNamesComeAndGo() throws Exception {
        var here = new Target(ANN, name("lists/here"));
        var there = new Target(BOB, name("lists/there"));
        var delivered = new AtomicLong();
        together((thread, random) -> {
            for (int i = 0; i < 120; i++) {
                switch (thread) {
                    case 0, 1, 2 -> {
                        var both = thread == 0 ? List.of(here, there) : List.of(there, here);
                        assertEquals(
                                2,
                                done(store.deliver(both, message("m", Flags.NONE)))
                                        .size());
                        delivered.incrementAndGet();
                    }
                    case 3 -> ann().rename(here.mailbox(), name("old/" + i));
                    case 4 -> store.account(BOB).delete(random.nextBoolean() ? there.mailbox() : name("lists"));
                    default -> {
                        ann().create(name("old/" + i + "/x"), Set.of());
                        ann().rename(name("old"), name("older"));
                        ann().rename(name("older"), name("old"));
                        for (var e : ann().list()) ann().open(e.name()).ifPresent(Mailbox::status);
                    }
                }
            }
        });
        long found = 0;
        for (var entry : ann().list()) {
            var box = ann().open(entry.name());
            if (box.isPresent()) {
                assertEquals(entry.name(), box.get().name());
                found += box.get().view().count();
            }
        }
        assertEquals(delivered.get(), found, "each delivery is in one of the mailboxes that had the name");
    }

    @Test
    void onlyOneSessionHasTheMaildrop() throws Exception {
        var inbox = inbox(ANN);
        var holders = new AtomicLong();
        together((thread, random) -> {
            for (int i = 0; i < 500; i++) {
                var lock = inbox.lockMaildrop();
                if (lock.isEmpty()) continue;
                assertEquals(1, holders.incrementAndGet());
                holders.decrementAndGet();
                lock.get().close();
            }
        });
        assertTrue(inbox.lockMaildrop().isPresent());
    }

    @Test
    void unchangedSinceLetsOneOfTwoWin() throws Exception {
        var inbox = inbox(ANN);
        append(inbox, 1);
        var beaten = ConcurrentHashMap.<ModSequence>newKeySet();
        var won = ConcurrentHashMap.<ModSequence>newKeySet();
        together((thread, random) -> {
            for (int i = 0; i < 50; i++) {
                var seen = inbox.message(1).orElseThrow().modSequence();
                var change = new FlagChange(FlagChange.Mode.REPLACE, keywords("t" + thread + "-" + i));
                var stored = done(inbox.store(range(1, 1), change, OptionalLong.of(seen.value())));
                if (!stored.modified().isEmpty()) continue;
                assertTrue(beaten.add(seen), "nobody else changed what this one saw");
                assertTrue(won.add(stored.modSequence()), "and each change has its own MODSEQ");
            }
        });
        assertTrue(won.contains(inbox.status().highestModSequence()));
    }
}
