package org.letterlock.mailbox.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.MailStore.Delivered;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.QuotaUsage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is the same in every store: its accounts, and what numbers they get. A store gives it a journal for the changes
 * and says which bodies are its own. Thread-safe.
 */
final class Engine {
    /** The highest that a mailbox may bring along: above, too few would be left for those to come. */
    static final long HIGHEST_KEPT_VALIDITY = Uid.MAX - (1L << 30);

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private final StoreSettings settings;
    private final QuotaRoots quotas;
    private final Clock clock;
    private final Journal journal;
    private final Predicate<Body> own;
    private final @Nullable Bodies bodies; // null: they are in the heap
    private final @Nullable LoadedStates loaded; // null: there is no disk
    private final ConcurrentMap<AccountId, StoredAccount> accounts = new ConcurrentHashMap<>();
    private final StoredQueue queue = new StoredQueue(this);
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong validities;
    private volatile boolean closed;

    /** With the quotas that {@code settings} have. */
    Engine(StoreSettings settings, Clock clock, Journal journal, Predicate<Body> own, AtomicLong validities) {
        this(settings, Quotas.of(settings), clock, journal, own, null, validities);
    }

    /** {@code bodies}: how mailboxes name them, or null when they are in the heap. */
    Engine(
            StoreSettings settings,
            Quotas quotas,
            Clock clock,
            Journal journal,
            Predicate<Body> own,
            @Nullable Bodies bodies,
            AtomicLong validities) {
        this.settings = settings;
        this.quotas = new QuotaRoots(quotas);
        this.clock = clock;
        this.journal = journal;
        this.own = own;
        this.bodies = bodies;
        this.loaded = bodies == null ? null : new LoadedStates(settings.indexBytes(), bodies);
        this.validities = validities;
    }

    StoreSettings settings() {
        return settings;
    }

    /** For an account that was not known before. */
    Quota newQuota(AccountId id) {
        return quotas.of(id);
    }

    /** With its INBOX, which is on stable storage before anybody sees it: its UIDVALIDITY must be the same from then on. */
    StoredAccount account(AccountId id) {
        var known = accounts.get(id);
        var account = known != null ? known : accounts.computeIfAbsent(id, this::begun);
        if (!account.isWritten()) write(account);
        return account;
    }

    List<QuotaUsage> usage(AccountId id) {
        var known = accounts.get(id);
        return (known != null ? known.quota() : quotas.of(id)).usages();
    }

    private StoredAccount begun(AccountId id) {
        var account = new StoredAccount(this, id);
        account.makeInbox();
        return account;
    }

    /** Waits for that, once in the life of an account, unless the log is what would be waited for. */
    private void write(StoredAccount account) {
        CompletableFuture<StoreResult<Boolean>> said;
        var inbox = account.inbox();
        try (var commit = begin().lockMailbox(inbox)) {
            commit.stageNew(inbox);
            said = commit.done(true).toCompletableFuture();
        }
        var written = said.thenAccept(result -> {
            if (result instanceof StoreResult.Done) account.written();
            else
                LOG.debug(
                        "{} begins unwritten: {}",
                        account.id(),
                        result); // it is tried again when it is asked for again
        });
        if (journal.mayWait()) written.join();
    }

    /** An account as the log says it: without any name, if it is not known yet. */
    StoredAccount rebuilt(AccountId id) {
        return accounts.computeIfAbsent(id, i -> new StoredAccount(this, i));
    }

    Collection<StoredAccount> stored() {
        return accounts.values();
    }

    /** All there are, as readers see their names. */
    List<StoredMailbox> mailboxes() {
        var all = new ArrayList<StoredMailbox>();
        for (var account : stored()) {
            for (var node : account.names().all()) {
                var mailbox = node.mailbox();
                if (mailbox != null) all.add(mailbox);
            }
        }
        return all;
    }

    List<AccountId> accounts() {
        return List.copyOf(new TreeSet<>(accounts.keySet()));
    }

    StoredQueue queue() {
        return queue;
    }

    /** See {@link org.letterlock.mailbox.MailStore#deliver}. */
    CompletionStage<StoreResult<Delivered>> deliver(
            List<Target> targets, NewMessage message, MailQueue.Changes queueing) {
        own(message.body());
        var accountOf = new ArrayList<StoredAccount>();
        var mailboxes = new ArrayList<StoredMailbox>();
        for (var target : targets) {
            var account = account(target.account());
            accountOf.add(account);
            var mailbox = account.names().mailbox(target.mailbox());
            if (mailbox != null) mailboxes.add(mailbox);
        }
        if (mailboxes.size() == targets.size()) {
            try (var commit = begin().lockMailboxes(mailboxes)) {
                if (mailboxes.stream().allMatch(m -> commit.state(m).exists()))
                    return deliver(commit, mailboxes, message, queueing);
            } // one was deleted since: it is made again below
        }
        try (var commit = begin().lockNames(accountOf)) { // now names stand still
            mailboxes.clear();
            var there = new ArrayList<StoredMailbox>();
            for (int i = 0; i < targets.size(); i++) {
                var name = targets.get(i).mailbox();
                var mailbox = accountOf.get(i).part().sequenced().mailbox(name);
                if (mailbox != null) there.add(mailbox);
                else mailbox = commit.names(accountOf.get(i)).mailbox(name); // made for a target before
                if (mailbox == null) mailbox = accountOf.get(i).stageCreate(commit, name, Set.of());
                if (mailbox == null)
                    return commit.refuse(Refusal.LIMIT, "more than " + settings.maxMailboxes() + " mailbox names");
                mailboxes.add(mailbox);
            }
            return deliver(commit.lockMailboxes(there), mailboxes, message, queueing);
        }
    }

    private CompletionStage<StoreResult<Delivered>> deliver(
            Commit commit, List<StoredMailbox> mailboxes, NewMessage message, MailQueue.Changes queueing) {
        var appended = new ArrayList<Appended>(mailboxes.size());
        for (var mailbox : mailboxes) {
            var refused = mailbox.stageAppend(commit, List.of(message));
            if (refused != null) return commit.refuse(refused.why(), mailbox + ": " + refused.detail());
            appended.add(StoredMailbox.appended(commit.state(mailbox), 1));
        }
        if (!queueing.isEmpty()) {
            if (!queueing.added().isEmpty() && message.body().size() > settings.maxMessageSize())
                return commit.refuse(Refusal.LIMIT, "message larger than " + settings.maxMessageSize() + " octets");
            var refused = queue.stage(commit, queueing);
            if (refused != null) return commit.refuse(refused);
        }
        var queued = queue.stageAdd(commit, message.body(), queueing.added());
        return commit.done(new Delivered(appended, queued));
    }

    /** Takes no change from now on; false when it did not before. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    boolean isClosed() {
        return closed;
    }

    Commit begin() {
        return new Commit(change -> {
            if (closed) throw new StoreException("the store is closed");
            return journal.submit(change);
        });
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
        long now = Math.min(Math.max(clock.instant().getEpochSecond(), 1), HIGHEST_KEPT_VALIDITY);
        return new UidValidity(validities.updateAndGet(last -> Math.max(last + 1, now)));
    }

    /** One that a mailbox brings along, or the log knows: those made here come behind it. */
    void keepUidValidity(long brought) {
        validities.accumulateAndGet(brought, Math::max);
    }

    /** As the log says it: this id was given. */
    void idGiven(long id) {
        ids.accumulateAndGet(id, Math::max);
    }

    long highestId() {
        return ids.get();
    }

    long highestUidValidity() {
        return validities.get();
    }

    @Nullable
    Bodies bodies() {
        return bodies;
    }

    @Nullable
    LoadedStates loaded() {
        return loaded;
    }

    MessageTable emptyTable() {
        return MessageTable.empty(bodies);
    }

    /** Refuses a body that did not come from this store's spools: a caller's mistake, not a client's. */
    void own(Body body) {
        if (!own.test(body)) throw new IllegalArgumentException("a body of another store");
    }
}
