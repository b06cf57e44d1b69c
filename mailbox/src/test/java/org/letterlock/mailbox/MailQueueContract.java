package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.MailQueue.Changes;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.store.StoreSettings;

/** What every {@link MailQueue} does. */
public abstract class MailQueueContract extends StoreFixture {
    private static ByteBuffer state(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> states(List<MailQueue.Entry> entries) {
        return entries.stream()
                .map(e -> StandardCharsets.UTF_8.decode(e.state()).toString())
                .toList();
    }

    private List<String> queued() {
        return states(store.queue().entries());
    }

    private List<MailQueue.Entry> add(String body, String... states) {
        var changes = Changes.NONE;
        for (var s : states) changes = changes.andAdd(state(s));
        return done(store.deliver(List.of(), message(body, Flags.NONE), changes))
                .queued();
    }

    @Test
    void whatIsAddedIsThereUntilItIsDone() {
        assertEquals(List.of(), queued());
        var first = add("a message", "one", "two");
        var second = add("another", "three");
        assertEquals(List.of("one", "two"), states(first));
        assertEquals(List.of("one", "two", "three"), queued());
        assertTrue(first.get(0).id() < first.get(1).id()
                && first.get(1).id() < second.get(0).id());
        for (var entry : store.queue().entries().subList(0, 2))
            assertArrayEquals("a message".getBytes(StandardCharsets.UTF_8), bytes(entry.body()));
        assertTrue(done(store.queue().update(first.get(1).id(), state("two, tried"))));
        assertTrue(done(store.queue().remove(first.get(0).id())));
        assertEquals(List.of("two, tried", "three"), queued());
        assertEquals(
                Refusal.NON_EXISTENT, refused(store.queue().remove(first.get(0).id())));
        assertEquals(
                Refusal.NON_EXISTENT, refused(store.queue().update(first.get(0).id(), state("x"))));
        assertEquals(Refusal.NON_EXISTENT, refused(store.queue().remove(1L << 40)));
        assertTrue(store.queue().entry(first.get(0).id()).isEmpty());
        assertEquals(
                List.of("two, tried"),
                states(store.queue().entry(first.get(1).id()).stream().toList()));
        assertTrue(add("a third", "four").get(0).id() > second.get(0).id());
    }

    @Test
    void aBodyLivesAsLongAsAMailboxOrTheQueueHasIt() {
        var message = message("shared", Flags.NONE);
        var targets = List.of(new Target(ANN, MailboxName.INBOX), new Target(BOB, name("new")));
        var made = done(store.deliver(targets, message, Changes.NONE.andAdd(state("s"))));
        assertEquals(2, made.appended().size());
        done(inbox(ANN).remove(range(1, 1)));
        done(store.account(BOB).delete(name("new")));
        assertArrayEquals(
                "shared".getBytes(StandardCharsets.UTF_8),
                bytes(store.queue().entries().get(0).body()));
        var back = new NewMessage(store.queue().entries().get(0).body(), Flags.NONE, DATE); // it is for somebody here
        done(store.deliver(
                List.of(new Target(ANN, MailboxName.INBOX)),
                back,
                Changes.NONE.andRemove(made.queued().get(0).id())));
        assertEquals(List.of(), queued());
        assertArrayEquals(
                "shared".getBytes(StandardCharsets.UTF_8),
                bytes(inbox(ANN).message(2).orElseThrow().body()));
    }

    @Test
    void allOfACommitOrNone() {
        var entries = add("m", "one", "two");
        done(store.queue().remove(entries.get(0).id()));
        var changes = new Changes(
                List.of(state("new")),
                Map.of(entries.get(1).id(), state("other")),
                Set.of(entries.get(0).id()));
        var inbox = List.of(new Target(ANN, MailboxName.INBOX));
        assertEquals(Refusal.NON_EXISTENT, refused(store.deliver(inbox, message("x", Flags.NONE), changes)));
        assertEquals(List.of("two"), queued());
        assertEquals(0, inbox(ANN).view().count());
        var good = new Changes(
                List.of(state("new")), Map.of(), Set.of(entries.get(1).id()));
        done(store.deliver(inbox, message("x", Flags.NONE), good));
        assertEquals(List.of("new"), queued());
        assertEquals(1, inbox(ANN).view().count());
    }

    @Test
    void aRefusedDeliveryQueuesNothing() {
        reopen(StoreSettings.DEFAULTS.withQuota(0, 0).withMaxMessageSize(10));
        var one = Changes.NONE.andAdd(state("s"));
        var inbox = List.of(new Target(ANN, MailboxName.INBOX));
        assertEquals(Refusal.OVER_QUOTA, refused(store.deliver(inbox, message("x", Flags.NONE), one)));
        assertEquals(Refusal.LIMIT, refused(store.deliver(List.of(), message("x".repeat(11), Flags.NONE), one)));
        assertEquals(List.of(), queued());
        done(store.deliver(List.of(), message("x".repeat(10), Flags.NONE), one));
        store.close();
        var id = store.queue().entries().get(0).id();
        assertEquals(Refusal.UNAVAILABLE, refused(store.queue().remove(id)));
        assertEquals(List.of("s"), queued());
    }

    @Test
    void oneHasTheLease() {
        long id = add("m", "s").get(0).id();
        var lease = store.queue().lease(id).orElseThrow();
        assertTrue(store.queue().lease(id).isEmpty());
        lease.close();
        var next = store.queue().lease(id).orElseThrow();
        lease.close(); // again: not the next one's
        assertTrue(store.queue().lease(id).isEmpty());
        next.close();
        done(store.queue().remove(id));
        assertTrue(store.queue().lease(id).isEmpty());
    }

    @Test
    void statesAreCopiedAndBounded() {
        var octets = "state".getBytes(StandardCharsets.UTF_8);
        var changes = Changes.NONE.andAdd(ByteBuffer.wrap(octets));
        octets[0] = 'X';
        done(store.deliver(List.of(), message("m", Flags.NONE), changes));
        assertEquals(List.of("state"), queued());
        assertEquals(List.of("state"), queued(), "reading takes nothing away");
        assertThrows(
                IllegalArgumentException.class, () -> Changes.NONE.andAdd(ByteBuffer.allocate(Changes.MAX_STATE + 1)));
        assertThrows(IllegalArgumentException.class, () -> new Changes(List.of(), Map.of(1L, state("")), Set.of(1L)));
        assertThrows(IllegalArgumentException.class, () -> store.queue().change(changes));
    }

    @Test
    void manyAtOnce() throws Exception {
        var removed = ConcurrentHashMap.<Long>newKeySet();
        var all = new ArrayList<CompletableFuture<Void>>();
        for (int t = 0; t < 4; t++) {
            all.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 100; i++) {
                    for (var entry : add("m", "a", "b"))
                        store.queue().update(entry.id(), state("c")); // or another took it
                    for (var entry : store.queue().entries()) {
                        var result = store.queue()
                                .remove(entry.id())
                                .toCompletableFuture()
                                .join();
                        if (result instanceof StoreResult.Done) assertTrue(removed.add(entry.id()), "once");
                        else break;
                    }
                }
            }));
        }
        for (var one : all) one.join();
        for (var entry : store.queue().entries()) assertTrue(removed.add(entry.id()));
        assertEquals(800, removed.size());
    }
}
