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
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.store.MemoryStore;

/** The memory store of this moment, which {@link #reset} replaces by an empty one. Thread-safe. */
final class CurrentStore implements MailStore {
    private volatile MemoryStore store;

    CurrentStore(MemoryStore first) {
        store = first;
    }

    MailStore now() {
        return store;
    }

    /** From now on there is no mail; who still holds something of before finds its store closed. */
    synchronized void reset() {
        var before = store;
        store = before.successor();
        before.close();
    }

    @Override
    public MailAccount account(AccountId id) {
        return store.account(id);
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
