package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.StoreResult.Refusal;

/**
 * What every {@link MailStore} does: each sentence of its Javadoc, as a test. A store's own test extends this and says
 * how to open one.
 */
public abstract class MailStoreContract {
    protected static final AccountId ANN = new AccountId("ann@example.test");
    protected static final AccountId BOB = new AccountId("bob@example.test");
    protected static final InternalDate DATE = new InternalDate(1_700_000_000L, 60);
    protected MailStore store;
    private final List<BodySpool> spools = new ArrayList<>();

    /** A new, empty store with its defaults. */
    protected abstract MailStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        spools.forEach(BodySpool::close);
        store.close();
    }

    protected static <T> T done(CompletionStage<StoreResult<T>> stage) {
        var result = stage.toCompletableFuture().join();
        if (result instanceof StoreResult.Done<T> d) return d.value();
        throw new AssertionError(result.toString());
    }

    protected static Refusal refused(CompletionStage<? extends StoreResult<?>> stage) {
        return assertInstanceOf(
                        StoreResult.Refused.class, stage.toCompletableFuture().join())
                .why();
    }

    protected NewMessage message(String text, Flags flags) {
        return new NewMessage(body(text.getBytes(StandardCharsets.UTF_8)), flags, DATE);
    }

    protected Body body(byte[] octets) {
        var spool = store.spool(octets.length);
        spools.add(spool); // open until an append has named its body
        spool.write(ByteBuffer.wrap(octets));
        return spool.finish();
    }

    protected Mailbox inbox(AccountId account) {
        return store.account(account).open(MailboxName.INBOX).orElseThrow();
    }

    protected Mailbox create(String name) {
        return done(store.account(ANN).create(new MailboxName(name), Set.of()));
    }

    protected Appended append(Mailbox mailbox, int count) {
        var messages = new ArrayList<NewMessage>();
        for (int i = 0; i < count; i++) messages.add(message("Subject: " + i + "\r\n\r\n", Flags.NONE));
        return done(mailbox.append(messages));
    }

    protected static byte[] bytes(Body body) {
        var all = new byte[(int) body.size()];
        for (int at = 0; at < all.length; ) {
            var some = body.read(at, all.length - at);
            int n = some.remaining();
            assertTrue(n > 0);
            some.get(all, at, n);
            at += n;
        }
        return all;
    }

    @Test
    void anAccountHasAnInboxFromTheFirstCallOn() {
        var inbox = inbox(ANN);
        assertTrue(inbox.exists());
        assertEquals(MailboxName.INBOX, inbox.name());
        assertEquals(1, inbox.status().uidNext());
        assertEquals(0, inbox.view().count());
        assertEquals(List.of(ANN), store.accounts());
    }

    @Test
    void appendGivesAscendingUidsAndOneModSequence() {
        var inbox = inbox(ANN);
        var first = append(inbox, 3);
        assertEquals(List.of(new Uid(1), new Uid(2), new Uid(3)), first.uids());
        var second = append(inbox, 1);
        assertEquals(List.of(new Uid(4)), second.uids());
        assertTrue(second.modSequence().compareTo(first.modSequence()) > 0);
        assertEquals(inbox.uidValidity(), second.uidValidity());
        assertEquals(4, inbox.view().count());
        var message = inbox.message(2).orElseThrow();
        assertEquals(first.modSequence(), message.modSequence());
        assertEquals(DATE, message.internalDate());
        assertArrayEquals("Subject: 1\r\n\r\n".getBytes(StandardCharsets.UTF_8), bytes(message.body()));
    }

    @Test
    void storeChangesFlagsAndExpungeRemovesTheDeleted() {
        var inbox = inbox(ANN);
        append(inbox, 3);
        var stored = done(inbox.store(
                UidSet.of(1, 3),
                new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.DELETED)),
                OptionalLong.empty()));
        assertEquals(2, stored.changed().size());
        assertEquals(2, inbox.status().deleted());
        var expunged = done(inbox.expunge(UidSet.of(1, 2, 3)));
        assertEquals(UidSet.of(1, 3), expunged.uids());
        assertEquals(1, inbox.view().count());
        assertEquals(List.of(new Uid(4)), append(inbox, 1).uids());
    }

    @Test
    void deliverPutsOneBodyIntoAllOrNone() {
        var targets = List.of(new Target(ANN, MailboxName.INBOX), new Target(BOB, new MailboxName("Lists/ietf")));
        var appended = done(store.deliver(targets, message("x", Flags.NONE)));
        assertEquals(2, appended.size());
        var bobs = store.account(BOB).open(new MailboxName("Lists/ietf")).orElseThrow();
        assertEquals(1, bobs.view().count());
        assertEquals(1, inbox(ANN).view().count());
        assertFalse(store.account(BOB).open(new MailboxName("Lists")).isPresent());
    }

    @Test
    void copyAndMove() {
        var inbox = inbox(ANN);
        append(inbox, 3);
        var archive = create("Archive");
        var copied = done(inbox.copy(UidSet.of(2, 3), archive, false));
        assertEquals(List.of(new Uid(2), new Uid(3)), copied.from());
        assertEquals(List.of(new Uid(1), new Uid(2)), copied.to());
        var moved = done(inbox.copy(UidSet.of(1), archive, true));
        assertEquals(List.of(new Uid(3)), moved.to());
        assertEquals(2, inbox.view().count());
        assertEquals(3, archive.view().count());
        assertNotEquals(inbox.id(), archive.id());
        assertThrows(IndexOutOfBoundsException.class, () -> inbox.view().uid(2));
    }
}
