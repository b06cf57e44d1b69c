package org.letterlock.pop3.session;

import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.UidSet;

/**
 * The INBOX of one account as it stood at log-in, locked against other POP3 sessions: messages numbered from 1, sizes,
 * unique-ids, and what is marked deleted. What arrives later is not in it; what others expunge meanwhile still is. RFC
 * 1939, 4. Ends with {@link #update()} or {@link #close()}, which give up the lock.
 */
public final class Maildrop implements AutoCloseable {
    private final Mailbox mailbox;
    private final Mailbox.Watch lock;
    private final Mailbox.View view;
    private final BitSet deleted = new BitSet();
    private final long[] sizes; // 0: not asked for yet
    private boolean ended;

    private Maildrop(Mailbox mailbox, Mailbox.Watch lock) {
        this.mailbox = mailbox;
        this.lock = lock;
        this.view = mailbox.view();
        this.sizes = new long[view.count()];
    }

    /** The maildrop of {@code account}, locked; empty when another session has it. */
    public static Optional<Maildrop> open(MailAccount account) {
        var inbox = account.open(MailboxName.INBOX).orElseThrow();
        var lock = inbox.lockMaildrop();
        if (lock.isEmpty()) return Optional.empty();
        try {
            return Optional.of(new Maildrop(inbox, lock.get()));
        } catch (RuntimeException e) {
            lock.get().close();
            throw e;
        }
    }

    /** The greatest message number there is. */
    public int last() {
        return sizes.length;
    }

    /** Whether there is a message {@code number} that is not marked deleted. */
    public boolean has(long number) {
        return number >= 1 && number <= sizes.length && !deleted.get((int) number);
    }

    public Message message(int number) {
        return view.message(number - 1);
    }

    /** What RETR sends of message {@code number}, without dot-stuffing. RFC 1939, 11. */
    public long size(int number) {
        long size = sizes[number - 1];
        if (size == 0) sizes[number - 1] = size = message(number).body().crlfSize();
        return size;
    }

    /** Stable over sessions and never used again: UIDVALIDITY and UID. RFC 1939, 7. */
    public String uniqueId(int number) {
        return mailbox.uidValidity().value() + "." + view.uid(number - 1);
    }

    /** How many messages are not marked deleted. */
    public int count() {
        return sizes.length - deleted.cardinality();
    }

    /** Marks a message deleted; it goes with {@link #update()}. */
    public void delete(int number) {
        deleted.set(number);
    }

    /** Takes back all marks. */
    public void undelete() {
        deleted.clear();
    }

    /**
     * Removes what is marked, all or nothing, and gives up the lock. Completes when that is committed; with false when the
     * store refused. RFC 1939, 6.
     */
    public CompletionStage<Boolean> update() {
        if (deleted.isEmpty()) {
            close();
            return CompletableFuture.completedStage(true);
        }
        var uids = new long[deleted.cardinality()];
        int n = 0;
        for (int i = deleted.nextSetBit(0); i >= 0; i = deleted.nextSetBit(i + 1)) uids[n++] = view.uid(i - 1);
        ended = true; // the lock stays until the store has answered, even when the connection is gone before
        try {
            return mailbox.remove(UidSet.of(uids))
                    .whenComplete((result, failure) -> lock.close())
                    .thenApply(result -> result instanceof StoreResult.Done);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Gives up the lock; nothing is removed. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            lock.close();
        }
    }
}
