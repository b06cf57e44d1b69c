package org.letterlock;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.QuotaUsage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.MemoryStore;

/** The store of this moment: one in memory is replaced by an empty one with {@link #reset}. Thread-safe. */
final class CurrentStore implements MailStore {
    private volatile MailStore store;

    CurrentStore(MailStore first) {
        store = first;
    }

    MailStore now() {
        return store;
    }

    /** From now on there is no mail; who still holds something of before finds its store closed. */
    synchronized void reset() {
        if (!(store instanceof MemoryStore before))
            throw new IllegalStateException("mail is kept in a folder; only mail in memory is forgotten");
        store = before.successor();
        before.close();
    }

    @Override
    public MailAccount account(AccountId id) {
        return store.account(id);
    }

    @Override
    public List<QuotaUsage> usage(AccountId id) {
        return store.usage(id);
    }

    @Override
    public List<AccountId> accounts() {
        return store.accounts();
    }

    @Override
    public Optional<StoreResult.Refusal> refusal() {
        return store.refusal();
    }

    @Override
    public BodySpool spool(long sizeHint) {
        return store.spool(sizeHint);
    }

    @Override
    public CompletionStage<StoreResult<Delivered>> deliver(
            List<Target> targets, NewMessage message, MailQueue.Changes queueing) {
        return store.deliver(targets, message, queueing);
    }

    @Override
    public MailQueue queue() {
        return store.queue();
    }

    @Override
    public void close() {
        store.close();
    }
}
