package org.letterlock.pop3.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.store.MemoryStore;

class MaildropTest {
    private static final AccountId ANN = new AccountId("ann@example.test");
    private final MailStore store = new MemoryStore(Clock.systemUTC());
    private final MailAccount account = store.account(ANN);
    private final Mailbox inbox = account.open(MailboxName.INBOX).orElseThrow();

    private void deliver(String message) {
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
            var letter = new NewMessage(spool.finish(), Flags.NONE, new InternalDate(0, 0));
            store.deliver(List.of(new MailStore.Target(ANN, MailboxName.INBOX)), letter)
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    @DisplayName("RFC 1939, 4: message numbers are those of log-in, whatever others do")
    void numbersStand() {
        deliver("one\r\n");
        deliver("three\r\n");
        try (var maildrop = Maildrop.open(account).orElseThrow()) {
            var second = maildrop.uniqueId(2);
            inbox.remove(UidSet.of(1)).toCompletableFuture().join();
            deliver("late\r\n");
            assertEquals(2, maildrop.count());
            assertEquals(5, maildrop.size(1));
            assertEquals(7, maildrop.size(2));
            assertEquals(second, maildrop.uniqueId(2));
            assertFalse(maildrop.has(3));
        }
    }

    @Test
    @DisplayName("RFC 1939, 6: UPDATE removes what is marked, also when somebody else was quicker with some of it")
    void updateRemovesWhatIsLeft() {
        deliver("one\r\n");
        deliver("two\r\n");
        deliver("three\r\n");
        var maildrop = Maildrop.open(account).orElseThrow();
        maildrop.delete(1);
        maildrop.delete(2);
        inbox.remove(UidSet.of(1)).toCompletableFuture().join();
        deliver("late\r\n");
        assertTrue(maildrop.update().toCompletableFuture().join());
        assertEquals(2, inbox.view().count());
        assertEquals(3, inbox.view().uid(0));
        assertTrue(inbox.lockMaildrop().isPresent());
    }

    @Test
    @DisplayName("RFC 1939, 7: a unique-id is 1 to 70 printable characters and is never used again")
    void uniqueIds() {
        deliver("one\r\n");
        String first;
        try (var maildrop = Maildrop.open(account).orElseThrow()) {
            first = maildrop.uniqueId(1);
            assertTrue(first.matches("[\\x21-\\x7e]{1,70}"), first);
        }
        inbox.remove(UidSet.of(1)).toCompletableFuture().join();
        deliver("two\r\n");
        try (var maildrop = Maildrop.open(account).orElseThrow()) {
            assertFalse(first.equals(maildrop.uniqueId(1)));
        }
    }

    @Test
    void theLockIsGivenUpOnce() {
        var first = Maildrop.open(account).orElseThrow();
        assertTrue(Maildrop.open(account).isEmpty());
        first.close();
        var second = Maildrop.open(account).orElseThrow();
        first.close();
        assertTrue(Maildrop.open(account).isEmpty(), "a lock that was given up gave up another's");
        second.close();
    }
}
