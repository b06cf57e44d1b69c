package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.QuotaUsage;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.UidValidity;

/** An account of the engine: its committed names for readers, their lock for writers. */
final class StoredAccount implements MailAccount, Comparable<StoredAccount> {
    private final Engine engine;
    private final AccountId id;
    private final Quota quota;
    private final Part<Names> part;
    private volatile boolean written; // INBOX

    /** Without any name; see {@link #makeInbox}. */
    StoredAccount(Engine engine, AccountId id) {
        this.engine = engine;
        this.id = id;
        this.quota = engine.newQuota(id);
        this.part = new Part<>(new Names());
    }

    /** Before anybody else knows this account. */
    StoredMailbox makeInbox() {
        var inbox = newMailbox(MailboxName.INBOX);
        names().put(MailboxName.INBOX, new Names.Node(inbox, Set.of()));
        return inbox;
    }

    StoredMailbox inbox() {
        var inbox = names().mailbox(MailboxName.INBOX);
        if (inbox == null) throw new IllegalStateException("no INBOX");
        return inbox;
    }

    /** Whether the log knows of its INBOX. */
    boolean isWritten() {
        return written;
    }

    void written() {
        written = true;
    }

    private StoredMailbox newMailbox(MailboxName name) {
        var state = MailboxState.created(name, engine.nextUidValidity(), engine.emptyTable());
        return new StoredMailbox(engine.nextId(), this, state);
    }

    Engine engine() {
        return engine;
    }

    Quota quota() {
        return quota;
    }

    Part<Names> part() {
        return part;
    }

    /** The names that readers see. */
    Names names() {
        return part.committed();
    }

    @Override
    public AccountId id() {
        return id;
    }

    @Override
    public List<QuotaUsage> usage() {
        return quota.usages();
    }

    @Override
    public List<Entry> list() {
        return names().list();
    }

    @Override
    public Optional<Mailbox> open(MailboxName name) {
        return Optional.ofNullable(names().mailbox(name));
    }

    @Override
    public CompletionStage<StoreResult<Mailbox>> create(MailboxName name, Set<SpecialUse> uses) {
        try (var commit = engine.begin().lockNames(List.of(this))) {
            if (commit.names(this).mailbox(name) != null) return commit.refuse(Refusal.ALREADY_EXISTS, "it is there");
            var mailbox = stageCreate(commit, name, uses);
            if (mailbox == null) return tooMany(commit);
            return commit.done(mailbox);
        }
    }

    /** Stages a mailbox where there is none, under the names' lock; null when there are too many names. */
    @Nullable
    StoredMailbox stageCreate(Commit commit, MailboxName name, Set<SpecialUse> uses) {
        var mailbox = newMailbox(name);
        commit.names(this).put(name, new Names.Node(mailbox, uses));
        commit.stageNew(mailbox);
        return commit.names(this).count() > engine.settings().maxMailboxes() ? null : mailbox;
    }

    private <T> CompletionStage<StoreResult<T>> tooMany(Commit commit) {
        return commit.refuse(Refusal.LIMIT, "more than " + engine.settings().maxMailboxes() + " mailbox names");
    }

    @Override
    public CompletionStage<StoreResult<Boolean>> delete(MailboxName name) {
        try (var commit = engine.begin().lockNames(List.of(this))) {
            if (name.isInbox()) return commit.refuse(Refusal.CANNOT, "INBOX stays");
            var next = commit.names(this);
            var node = next.get(name);
            if (node == null) return commit.refuse(Refusal.NON_EXISTENT, "no such mailbox");
            boolean inferiors = next.hasInferiors(name);
            var mailbox = node.mailbox();
            if (mailbox == null) {
                if (inferiors) return commit.refuse(Refusal.IN_USE, "it holds other mailboxes");
                next.remove(name, null);
                return commit.done(true);
            }
            var before = commit.lockMailbox(mailbox).state(mailbox);
            if (inferiors) next.hollow(name, before.uidValidity());
            else next.remove(name, before.uidValidity());
            commit.stage(mailbox, before.deleted());
            commit.release(this, before.messages().count(), before.messages().size());
            return commit.done(true);
        }
    }

    @Override
    public CompletionStage<StoreResult<Boolean>> rename(MailboxName from, MailboxName to) {
        try (var commit = engine.begin().lockNames(List.of(this))) {
            var next = commit.names(this);
            if (next.get(from) == null) return commit.refuse(Refusal.NON_EXISTENT, "no such mailbox");
            if (next.get(to) != null) return commit.refuse(Refusal.ALREADY_EXISTS, "the new name is taken");
            if (from.isInbox()) return emptyInbox(commit, to);
            if (to.below(from)) return commit.refuse(Refusal.CANNOT, "a mailbox cannot move below itself");
            var moving = new ArrayList<>(List.of(from));
            moving.addAll(next.inferiors(from));
            for (var name : moving) {
                var problem = MailboxName.problem(moved(name, from, to));
                if (!problem.isEmpty()) return commit.refuse(Refusal.CANNOT, problem);
            }
            var mailboxes = new ArrayList<StoredMailbox>();
            for (var name : moving) {
                var mailbox = next.mailbox(name);
                if (mailbox != null) mailboxes.add(mailbox);
            }
            commit.lockMailboxes(mailboxes);
            for (var name : moving) move(commit, name, new MailboxName(moved(name, from, to)));
            if (next.count() > engine.settings().maxMailboxes()) return tooMany(commit);
            return commit.done(true);
        }
    }

    private static String moved(MailboxName name, MailboxName from, MailboxName to) {
        return to.value() + name.value().substring(from.value().length());
    }

    private void move(Commit commit, MailboxName from, MailboxName to) {
        var next = commit.names(this);
        var node = next.get(from);
        if (node == null) throw new IllegalStateException("a name went under its lock");
        var mailbox = node.mailbox();
        UidValidity validity = null;
        if (mailbox != null) {
            validity = commit.state(mailbox).uidValidity();
            boolean higher = validity.value() > next.highestLeft(to); // than any who had that name: RFC 9051, 2.3.1.1
            commit.stage(mailbox, commit.state(mailbox).renamed(to, higher ? validity : engine.nextUidValidity()));
        }
        next.remove(from, validity);
        next.put(to, node);
    }

    /** INBOX gives its messages to a new mailbox; what is below it stays. RFC 9051, 6.3.6. */
    private CompletionStage<StoreResult<Boolean>> emptyInbox(Commit commit, MailboxName to) {
        var inbox = commit.names(this).mailbox(MailboxName.INBOX);
        if (inbox == null) throw new IllegalStateException("no INBOX");
        var target = stageCreate(commit, to, Set.of());
        if (target == null) return tooMany(commit);
        commit.lockMailbox(inbox);
        var all = commit.state(inbox).selectAll();
        var refused = inbox.stageCopy(commit, all, target, true);
        if (refused != null) return commit.refuse(refused);
        return commit.done(true);
    }

    @Override
    public CompletionStage<StoreResult<Boolean>> subscribe(MailboxName name, boolean subscribed) {
        try (var commit = engine.begin().lockNames(List.of(this))) {
            boolean changed = commit.names(this).subscribe(name, subscribed);
            if (changed
                    && subscribed
                    && commit.names(this).count() > engine.settings().maxMailboxes()) return tooMany(commit);
            return commit.done(changed);
        }
    }

    @Override
    public int compareTo(StoredAccount other) {
        return id.compareTo(other.id);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o; // a store has one per id
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
