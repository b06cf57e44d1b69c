package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.ModSequence;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;

/** What writers and readers see while changes are on their way to stable storage, and what is left when they fail. */
class SequencedTest {
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final MailboxName WORK = new MailboxName("work");
    private final Deque<Change> log = new ArrayDeque<>();
    private final MemoryStore bodies = new MemoryStore(Clock.systemUTC());
    private final Engine engine = new Engine(
            StoreSettings.DEFAULTS.withQuota(4, StoreSettings.UNLIMITED),
            Clock.systemUTC(),
            new Journal() {
                @Override
                public boolean submit(Change change) {
                    return !log.add(change);
                }

                @Override
                public boolean mayWait() {
                    return false; // this thread tells that changes are durable
                }
            },
            body -> true,
            new AtomicLong());
    private Mailbox inbox;

    @BeforeEach
    void open() {
        inbox = engine.account(ANN).open(MailboxName.INBOX).orElseThrow();
        sync();
    }

    private void sync() {
        while (!log.isEmpty()) log.remove().durable(Runnable::run);
    }

    private void lose() {
        while (!log.isEmpty()) log.remove().failed();
    }

    private CompletionStage<StoreResult<org.letterlock.mailbox.MailStore.Appended>> append(int count) {
        var messages = new ArrayList<NewMessage>();
        for (int i = 0; i < count; i++)
            messages.add(new NewMessage(bodies.spool(0).finish(), Flags.NONE, new InternalDate(0, 0)));
        return inbox.append(messages);
    }

    private static boolean open(CompletionStage<?> stage) {
        return !stage.toCompletableFuture().isDone();
    }

    private static <T> T done(CompletionStage<StoreResult<T>> stage) {
        assertFalse(open(stage), "still waiting");
        return ((StoreResult.Done<T>) stage.toCompletableFuture().join()).value();
    }

    private static Refusal refused(CompletionStage<? extends StoreResult<?>> stage) {
        assertFalse(open(stage), "still waiting");
        return assertInstanceOf(
                        StoreResult.Refused.class, stage.toCompletableFuture().join())
                .why();
    }

    @Test
    void manyChangesOfOneMailboxShareOneSync() {
        var woken = new AtomicLong();
        inbox.watch(m -> woken.incrementAndGet());
        var before = inbox.status();
        var first = append(1);
        var second = append(2);
        var flagged = inbox.store(
                UidSet.of(1, 3),
                new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.DELETED)),
                OptionalLong.empty());
        var expunged = inbox.expunge(UidSet.of(1, 2, 3));
        assertEquals(4, log.size());
        assertEquals(before, inbox.status(), "readers see nothing yet");
        assertTrue(inbox.message(1).isEmpty());
        assertEquals(0, woken.get());
        log.remove().durable(Runnable::run);
        assertEquals(List.of(new Uid(1)), done(first).uids());
        assertTrue(open(second));
        assertEquals(1, inbox.view().count());
        log.remove().durable(Runnable::run);
        assertEquals(List.of(new Uid(2), new Uid(3)), done(second).uids());
        assertEquals(3, inbox.view().count());
        sync();
        assertEquals(2, done(flagged).changed().size());
        assertEquals(UidSet.of(1, 3), done(expunged).uids());
        assertEquals(
                UidSet.of(1, 3), inbox.changesSince(before.highestModSequence()).vanished());
        assertEquals(4, woken.get());
        assertEquals(new ModSequence(5), inbox.status().highestModSequence());
    }

    @Test
    void anAnswerWaitsForWhatItSaw() {
        append(1);
        sync();
        var removed = inbox.remove(UidSet.of(1));
        var nothing = inbox.remove(UidSet.of(1));
        assertTrue(open(nothing), "it is gone only if the first remove is kept");
        sync();
        done(removed);
        assertTrue(done(nothing).uids().isEmpty());
        assertTrue(done(inbox.remove(UidSet.of(1))).uids().isEmpty(), "nothing to wait for");

        var made = engine.account(ANN).create(WORK, Set.of());
        var again = engine.account(ANN).create(WORK, Set.of());
        assertTrue(open(again));
        assertTrue(engine.account(ANN).open(WORK).isEmpty());
        sync();
        done(made);
        assertEquals(Refusal.ALREADY_EXISTS, refused(again));
        assertTrue(engine.account(ANN).open(WORK).isPresent());
    }

    @Test
    void aDeliveryFindsAMailboxThatIsBeingMade() {
        var made = engine.account(ANN).create(WORK, Set.of());
        var message = new NewMessage(bodies.spool(0).finish(), Flags.NONE, new InternalDate(0, 0));
        var delivered = engine.deliver(List.of(new Target(ANN, WORK)), message, MailQueue.Changes.NONE);
        sync();
        assertEquals(done(made).uidValidity(), done(delivered).appended().get(0).uidValidity());
        var deleted = engine.account(ANN).delete(WORK);
        var anew = engine.deliver(List.of(new Target(ANN, WORK)), message, MailQueue.Changes.NONE);
        sync();
        done(deleted);
        assertTrue(done(anew).appended().get(0).uidValidity().value()
                > done(made).uidValidity().value());
        assertEquals(1, engine.account(ANN).open(WORK).orElseThrow().view().count());
    }

    @Test
    void whatFailsNeverWas() {
        append(1);
        sync();
        var before = inbox.status();
        var lost = append(3);
        var after = inbox.remove(UidSet.of(4));
        var seen = inbox.remove(UidSet.of(77));
        lose();
        assertEquals(Refusal.UNAVAILABLE, refused(lost));
        assertEquals(Refusal.UNAVAILABLE, refused(after));
        assertEquals(Refusal.UNAVAILABLE, refused(seen), "what it saw is not true");
        assertEquals(before, inbox.status());
        var next = append(3); // the room in the quota came back
        sync();
        assertEquals(List.of(new Uid(2), new Uid(3), new Uid(4)), done(next).uids());
        assertEquals(4, inbox.view().count());
        assertEquals(Refusal.OVER_QUOTA, refused(append(1)));
        assertEquals(Refusal.NON_EXISTENT, refused(engine.account(ANN).delete(WORK)));
    }

    @Test
    void whoWaitsIsToldAlsoWhenNobodyTellsWatchersAnyMore() {
        var woken = new AtomicLong();
        try (var watch = inbox.watch(mailbox -> woken.incrementAndGet())) {
            var appended = append(1);
            log.remove().durable(task -> {
                throw new RejectedExecutionException("ended");
            });
            assertEquals(1, done(appended).uids().size());
            assertEquals(1, woken.get());
        }
    }

    @Test
    void whoWaitsIsToldAlsoWhenAWatcherRunsOutOfMemory() {
        try (var watch = inbox.watch(mailbox -> {
            throw new OutOfMemoryError("of the watcher");
        })) {
            var appended = append(1);
            assertThrows(OutOfMemoryError.class, () -> log.remove().durable(Runnable::run));
            assertEquals(1, done(appended).uids().size());
        }
    }
}
