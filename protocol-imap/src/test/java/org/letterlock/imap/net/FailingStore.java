package org.letterlock.imap.net;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.QuotaUsage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;

/** A store whose disk breaks when it is told to. */
final class FailingStore implements MailStore {
    private final MailStore store;
    boolean noAccounts;
    boolean noSpool;
    long spoolOctets = Long.MAX_VALUE;
    Optional<StoreResult.Refusal> refusal = Optional.empty();

    FailingStore(MailStore store) {
        this.store = store;
    }

    @Override
    public MailAccount account(AccountId id) {
        if (noAccounts) throw new StoreException("disk of /var/lib/secret is broken");
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
        return refusal;
    }

    @Override
    public BodySpool spool(long sizeHint) {
        if (noSpool) throw new StoreException("no room");
        var spool = store.spool(sizeHint);
        return new BodySpool() {
            @Override
            public void write(ByteBuffer octets) {
                if (spool.size() + octets.remaining() > spoolOctets) throw new StoreException("disk full");
                spool.write(octets);
            }

            @Override
            public long size() {
                return spool.size();
            }

            @Override
            public Body finish() {
                return spool.finish();
            }

            @Override
            public void close() {
                spool.close();
            }
        };
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
