package org.letterlock.mailbox.store;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
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

/** Mail that lives as long as this object: for tests, for development, and the measure for every other store. */
public final class MemoryStore implements MailStore {
    private final StoreSettings settings;
    private final Quotas quotas;
    private final Clock clock;
    private final AtomicLong validities;
    private final AtomicLong spooled = new AtomicLong();
    private final Engine engine;

    public MemoryStore(StoreSettings settings, Clock clock) {
        this(settings, Quotas.of(settings), clock);
    }

    /** {@code quotas} say how much may be in it, not {@code settings}. */
    public MemoryStore(StoreSettings settings, Quotas quotas, Clock clock) {
        this(settings, quotas, clock, new AtomicLong());
    }

    private MemoryStore(StoreSettings settings, Quotas quotas, Clock clock, AtomicLong validities) {
        this.settings = settings;
        this.quotas = quotas;
        this.clock = clock;
        this.validities = validities;
        this.engine = new Engine(settings, quotas, clock, Journal.NONE, this::isOwn, null, validities);
    }

    public MemoryStore(Clock clock) {
        this(StoreSettings.DEFAULTS, clock);
    }

    /** An empty store to come after this one: none of its mailboxes has the UIDVALIDITY of one here. */
    public MemoryStore successor() {
        return new MemoryStore(settings, quotas, clock, validities);
    }

    public StoreSettings settings() {
        return settings;
    }

    @Override
    public MailAccount account(AccountId id) {
        return engine.account(id);
    }

    @Override
    public List<QuotaUsage> usage(AccountId id) {
        return engine.usage(id);
    }

    @Override
    public List<AccountId> accounts() {
        return engine.accounts();
    }

    @Override
    public BodySpool spool(long sizeHint) {
        if (engine.isClosed()) throw new StoreException("the store is closed");
        return new HeapSpool(this, settings.maxMessageSize());
    }

    @Override
    public CompletionStage<StoreResult<Delivered>> deliver(
            List<Target> targets, NewMessage message, MailQueue.Changes queueing) {
        return engine.deliver(targets, message, queueing);
    }

    @Override
    public MailQueue queue() {
        return engine.queue();
    }

    @Override
    public void close() {
        engine.close();
    }

    private boolean isOwn(Body body) {
        return body instanceof HeapBody heap && heap.isOf(this);
    }

    /** Whether there is room for so many octets more in the open spools; they are counted, if there is. */
    boolean reserveSpool(long octets) {
        if (spooled.addAndGet(octets) <= settings.maxSpooledBytes()) return true;
        spooled.addAndGet(-octets);
        return false;
    }

    void releaseSpool(long octets) {
        spooled.addAndGet(-octets);
    }
}
