package org.letterlock.mailbox.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;

/** Mail that lives as long as this object: for tests, for development, and the measure for every other store. */
public final class MemoryStore implements MailStore {
    private final StoreSettings settings;
    private final Clock clock;
    private final ConcurrentMap<AccountId, StoredAccount> accounts = new ConcurrentHashMap<>();
    private final AtomicLong spooled = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong validities;
    private volatile boolean closed;

    public MemoryStore(StoreSettings settings, Clock clock) {
        this(settings, clock, new AtomicLong());
    }

    private MemoryStore(StoreSettings settings, Clock clock, AtomicLong validities) {
        this.settings = settings;
        this.clock = clock;
        this.validities = validities;
    }

    public MemoryStore(Clock clock) {
        this(StoreSettings.DEFAULTS, clock);
    }

    /** An empty store to come after this one: none of its mailboxes has the UIDVALIDITY of one here. */
    public MemoryStore successor() {
        return new MemoryStore(settings, clock, validities);
    }

    public StoreSettings settings() {
        return settings;
    }

    @Override
    public MailAccount account(AccountId id) {
        return stored(id);
    }

    private StoredAccount stored(AccountId id) {
        var known = accounts.get(id);
        return known != null ? known : accounts.computeIfAbsent(id, i -> new StoredAccount(this, i));
    }

    @Override
    public List<AccountId> accounts() {
        return List.copyOf(new TreeSet<>(accounts.keySet()));
    }

    @Override
    public BodySpool spool(long sizeHint) {
        if (closed) throw new StoreException("the store is closed");
        return new HeapSpool(this, settings.maxMessageSize());
    }

    @Override
    public CompletionStage<StoreResult<List<Appended>>> deliver(List<Target> targets, NewMessage message) {
        var accountOf = new ArrayList<StoredAccount>();
        var mailboxes = new ArrayList<StoredMailbox>();
        for (var target : targets) {
            var account = stored(target.account());
            accountOf.add(account);
            var mailbox = account.names().mailbox(target.mailbox());
            if (mailbox != null) mailboxes.add(mailbox);
        }
        if (mailboxes.size() == targets.size()) {
            try (var commit = begin().lockMailboxes(mailboxes)) {
                if (mailboxes.stream().allMatch(m -> m.state().exists())) return deliver(commit, mailboxes, message);
            } // one was deleted since: it is made again below
        }
        try (var commit = begin().lockNames(accountOf)) { // now names stand still
            mailboxes.clear();
            var there = new ArrayList<StoredMailbox>();
            for (int i = 0; i < targets.size(); i++) {
                var name = targets.get(i).mailbox();
                var mailbox = accountOf.get(i).names().mailbox(name);
                if (mailbox != null) there.add(mailbox);
                else mailbox = commit.names(accountOf.get(i)).mailbox(name); // made for a target before
                if (mailbox == null) mailbox = accountOf.get(i).stageCreate(commit, name, Set.of());
                if (mailbox == null)
                    return Commit.refuse(Refusal.LIMIT, "more than " + settings.maxMailboxes() + " mailbox names");
                mailboxes.add(mailbox);
            }
            return deliver(commit.lockMailboxes(there), mailboxes, message);
        }
    }

    private CompletionStage<StoreResult<List<Appended>>> deliver(
            Commit commit, List<StoredMailbox> mailboxes, NewMessage message) {
        var appended = new ArrayList<Appended>(mailboxes.size());
        for (var mailbox : mailboxes) {
            var refused = mailbox.stageAppend(commit, List.of(message));
            if (refused != null) return Commit.refuse(refused.why(), mailbox + ": " + refused.detail());
            appended.add(StoredMailbox.appended(commit.state(mailbox), 1));
        }
        return commit.done(List.copyOf(appended));
    }

    @Override
    public void close() {
        closed = true;
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

    Commit begin() {
        return new Commit(closed);
    }

    /** When a message is saved: now. */
    InternalDate now() {
        return InternalDate.of(clock.instant());
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Higher than every one before, and by the clock where it allows, so that other runs' are not met again. */
    UidValidity nextUidValidity() {
        long now = Math.min(Math.max(clock.instant().getEpochSecond(), 1), Uid.MAX - (1L << 30));
        return new UidValidity(validities.updateAndGet(last -> Math.max(last + 1, now)));
    }

    /** Refuses a body that did not come from this store's spools: a caller's mistake, not a client's. */
    void own(Body body) {
        if (!(body instanceof HeapBody heap) || !heap.isOf(this))
            throw new IllegalArgumentException("a body of another store");
    }
}
