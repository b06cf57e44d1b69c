package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;

/** A command on all messages of a mailbox touches columns, and no body. */
class SelectionTest {
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final int ALL = 5000;

    /** A body by its place. */
    private record Placed(long handle) implements Body {
        @Override
        public long size() {
            return 10;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            throw new AssertionError("nobody reads");
        }
    }

    private static final class Counted implements Bodies {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        public long handle(Body body) {
            return ((Placed) body).handle();
        }

        @Override
        public Body at(long handle, long size) {
            made.incrementAndGet();
            return new Placed(handle);
        }
    }

    private static <T> T done(CompletionStage<StoreResult<T>> stage) {
        return ((StoreResult.Done<T>) stage.toCompletableFuture().join()).value();
    }

    @Test
    void storeAndExpungeOfAllMakeNoBodies() {
        var bodies = new Counted();
        var settings = StoreSettings.DEFAULTS;
        var engine = new Engine(
                settings,
                Quotas.of(settings),
                Clock.systemUTC(),
                change -> {
                    assertTrue(Ops.of(change).hasRemaining(), "what the log gets, too");
                    return true;
                },
                body -> true,
                bodies,
                new AtomicLong());
        var inbox = engine.account(ANN).open(MailboxName.INBOX).orElseThrow();
        var messages = new ArrayList<NewMessage>();
        for (int i = 1; i <= ALL; i++) messages.add(new NewMessage(new Placed(i), Flags.NONE, new InternalDate(0, 0)));
        assertEquals(ALL, done(inbox.append(messages)).uids().size());
        var all = UidSet.of(List.of(new UidSet.Range(1, ALL)));
        var since = inbox.view().highestModSequence();
        var add = new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.DELETED));
        done(inbox.store(UidSet.of(7), add, OptionalLong.empty()));
        var stored = done(inbox.store(all, add, OptionalLong.of(since.value())));
        assertEquals(ALL - 1, stored.changed().size());
        assertEquals(UidSet.of(7), stored.modified());
        var changes = inbox.changesSince(since);
        var view = inbox.view();
        for (int i = 0; i < ALL; i++) { // what a session looks at to tell its client
            assertEquals(i + 1, changes.uid(i));
            assertEquals(changes.modSequence(i), view.modSequence(i));
            assertEquals(Flags.of(SystemFlag.DELETED), view.flags(i));
        }
        assertEquals(0, bodies.made.get());
        assertEquals(8, stored.changed().get(6).uid().value());
        assertEquals(1, bodies.made.get(), "only of the message that is looked at");
        assertEquals(all, done(inbox.expunge(all)).uids());
        assertEquals(1, bodies.made.get());
        assertEquals(Flags.of(SystemFlag.DELETED), stored.changed().get(6).flags(), "it stays what it was");
    }
}
