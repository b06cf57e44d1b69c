package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.MailStore.Appended;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.ModSequence;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.UidValidity;

/** A mailbox of the engine: its committed state for readers, its lock for writers, its watchers. */
final class StoredMailbox implements Mailbox, Comparable<StoredMailbox> {
    private final long id;
    private final StoredAccount account;
    private final Watchers watchers = new Watchers(this);
    private final AtomicBoolean maildropLocked = new AtomicBoolean();
    private final AtomicLong recentFrom = new AtomicLong(1);
    private final MailboxPart part;

    StoredMailbox(long id, StoredAccount account, MailboxState state) {
        this.id = id;
        this.account = account;
        this.part = new MailboxPart(id, state, recentFrom, account.engine().loaded());
    }

    StoredAccount account() {
        return account;
    }

    MailboxPart part() {
        return part;
    }

    /** The state that readers see. */
    MailboxState state() {
        return part.committed();
    }

    boolean isWatched() {
        return !watchers.isEmpty();
    }

    void announce() {
        watchers.wake();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public MailboxName name() {
        return part.slot().name();
    }

    @Override
    public UidValidity uidValidity() {
        return part.slot().uidValidity();
    }

    @Override
    public boolean exists() {
        return part.slot().exists();
    }

    @Override
    public Status status() {
        var now = part.summary();
        int recent = now.recent();
        if (recent == Summary.UNKNOWN) {
            now = Summary.of(state(), recentFrom.get());
            recent = now.recent();
        }
        return new Status(
                now.messages(),
                now.uidNext(),
                now.unseen(),
                now.deleted(),
                recent,
                now.size(),
                new ModSequence(now.modSequence()));
    }

    @Override
    public View view() {
        return new Moment(state());
    }

    @Override
    public Optional<Message> message(long uid) {
        var messages = state().messages();
        int at = messages.find(uid);
        return at < 0 ? Optional.empty() : Optional.of(messages.get(at));
    }

    @Override
    public List<String> keywords() {
        return state().keywords().names();
    }

    @Override
    public long recentFrom() {
        return recentFrom.get();
    }

    @Override
    public long takeRecent(long below) {
        long most = Math.min(below, part.slot().uidNext()); // nothing is logged: a mark that is lost comes back
        return recentFrom.getAndAccumulate(most, Math::max);
    }

    @Override
    public CompletionStage<StoreResult<Appended>> append(List<NewMessage> messages) {
        try (var commit = account.engine().begin().lockMailbox(this)) {
            var refused = stageAppend(commit, messages);
            if (refused != null) return commit.refuse(refused);
            var now = commit.state(this);
            return commit.done(appended(now, messages.size()));
        }
    }

    /** Stages an append under the lock; answers why not, or null. */
    StoreResult.@Nullable Refused<?> stageAppend(Commit commit, List<NewMessage> messages) {
        var before = commit.state(this);
        var refused = refusal(before, messages);
        if (refused != null) return refused;
        refused = roomRefusal(commit, messages);
        if (refused != null) return refused;
        commit.stage(this, before.appended(messages, account.engine().now()));
        return null;
    }

    private StoreResult.@Nullable Refused<?> roomRefusal(Commit commit, List<NewMessage> messages) {
        long octets = 0;
        for (var m : messages) octets += m.body().size();
        if (commit.reserve(account, messages.size(), octets)) return null;
        return new StoreResult.Refused<>(Refusal.OVER_QUOTA, account.quota().problem(messages.size(), octets));
    }

    @Override
    public CompletionStage<StoreResult<Appended>> restore(UidValidity validity, List<Kept> kept, long uidNext) {
        if (uidNext < 1 || uidNext > Uid.MAX + 1) throw new IllegalArgumentException("UIDNEXT " + uidNext);
        try (var commit = account.engine().begin().lockNames(List.of(account)).lockMailbox(this)) {
            var refused = stageRestore(commit, validity, kept, uidNext);
            if (refused != null) return commit.refuse(refused);
            return commit.done(appended(commit.state(this), kept.size()));
        }
    }

    private StoreResult.@Nullable Refused<?> stageRestore(
            Commit commit, UidValidity validity, List<Kept> kept, long uidNext) {
        var before = commit.state(this);
        if (!before.exists()) return gone();
        var messages = kept.stream().map(Kept::message).toList();
        var uids = kept.stream().mapToLong(k -> k.uid().value()).toArray();
        long next = before.uidNext();
        for (long uid : uids) {
            if (uid < next) return cannot("UID " + uid + " where " + next + " is the next");
            next = uid + 1;
        }
        if (!validity.equals(before.uidValidity())) {
            if (before.uidNext() > 1)
                return cannot("UIDVALIDITY is " + before.uidValidity().value() + " here");
            long least = account.part().sequenced().highestLeft(before.name()) + 1;
            if (validity.value() < least || validity.value() > Engine.HIGHEST_KEPT_VALIDITY)
                return cannot("UIDVALIDITY can be " + least + " to " + Engine.HIGHEST_KEPT_VALIDITY + " here");
            account.engine().keepUidValidity(validity.value());
        }
        var refused = refusal(before, messages);
        if (refused == null) refused = roomRefusal(commit, messages);
        if (refused != null) return refused;
        commit.stage(
                this, before.restored(validity, messages, uids, account.engine().now(), uidNext));
        return null;
    }

    private static StoreResult.Refused<?> cannot(String detail) {
        return new StoreResult.Refused<>(Refusal.CANNOT, detail);
    }

    /** What the last {@code count} messages of {@code now} are to who appended them. */
    static Appended appended(MailboxState now, int count) {
        var uids = new ArrayList<Uid>(count);
        for (int i = now.messages().count() - count; i < now.messages().count(); i++)
            uids.add(new Uid(now.messages().uid(i)));
        return new Appended(now.uidValidity(), uids, new ModSequence(now.modSequence()));
    }

    private StoreResult.@Nullable Refused<?> refusal(MailboxState before, List<NewMessage> messages) {
        if (!before.exists()) return gone();
        var settings = account.engine().settings();
        var flags = new HashSet<Flags>();
        for (var m : messages) {
            account.engine().own(m.body());
            if (m.body().size() > settings.maxMessageSize())
                return limit("message larger than " + settings.maxMessageSize() + " octets");
            flags.add(m.flags());
        }
        if (!before.hasRoomFor(messages.size())) return limit("no UID left in this mailbox");
        var all = Flags.NONE;
        for (var f : flags) all = all.plus(f);
        return keywordRefusal(before, all);
    }

    private StoreResult.@Nullable Refused<?> keywordRefusal(MailboxState before, Flags flags) {
        if (flags.keywords().isEmpty()) return null;
        var problem = Keywords.problem(flags);
        if (!problem.isEmpty()) return limit(problem);
        int most = account.engine().settings().maxKeywords();
        int with = before.keywords().countWith(flags);
        if (with > most && with > before.keywords().names().size())
            return limit("more than " + most + " keywords in this mailbox");
        return null;
    }

    private static StoreResult.Refused<?> limit(String detail) {
        return new StoreResult.Refused<>(Refusal.LIMIT, detail);
    }

    private static StoreResult.Refused<?> gone() {
        return new StoreResult.Refused<>(Refusal.NON_EXISTENT, "the mailbox was deleted");
    }

    @Override
    public CompletionStage<StoreResult<Stored>> store(UidSet uids, FlagChange change, OptionalLong unchangedSince) {
        try (var commit = account.engine().begin().lockMailbox(this)) {
            var before = commit.state(this);
            if (!before.exists()) return commit.refuse(gone());
            var chosen = before.select(uids);
            var modified = Selection.none(before.messages());
            if (unchangedSince.isPresent()) {
                modified = chosen.changed(unchangedSince.getAsLong(), true);
                chosen = chosen.changed(unchangedSince.getAsLong(), false);
            }
            if (change.mode() != FlagChange.Mode.REMOVE && !chosen.isEmpty()) {
                var refused = keywordRefusal(before, change.flags());
                if (refused != null) return commit.refuse(refused);
            }
            var after = before.flagged(chosen, change);
            var changed = after.changedSince(before.modSequence());
            commit.stageFlagged(this, after, changed);
            return commit.done(new Stored(changed, modified.uids(), new ModSequence(after.modSequence())));
        }
    }

    @Override
    public CompletionStage<StoreResult<Expunged>> expunge(UidSet uids) {
        return remove(uids, true);
    }

    @Override
    public CompletionStage<StoreResult<Expunged>> remove(UidSet uids) {
        return remove(uids, false);
    }

    private CompletionStage<StoreResult<Expunged>> remove(UidSet uids, boolean onlyDeleted) {
        try (var commit = account.engine().begin().lockMailbox(this)) {
            var before = commit.state(this);
            if (!before.exists()) return commit.refuse(gone());
            var chosen = onlyDeleted ? before.select(uids, SystemFlag.DELETED) : before.select(uids);
            var after = stageRemove(commit, chosen);
            return commit.done(new Expunged(chosen.uids(), new ModSequence(after.modSequence())));
        }
    }

    private MailboxState stageRemove(Commit commit, Selection chosen) {
        var before = commit.state(this);
        var after = before.without(chosen, account.engine().settings().expungeHistory());
        commit.stageExpunged(this, after, chosen.uids());
        commit.release(
                account,
                chosen.size(),
                before.messages().size() - after.messages().size());
        return after;
    }

    @Override
    public CompletionStage<StoreResult<Copied>> copy(UidSet uids, Mailbox to, boolean move) {
        return copy(uids, to, move, false);
    }

    @Override
    public CompletionStage<StoreResult<Copied>> copyEach(UidSet uids, Mailbox to, boolean move) {
        return copy(uids, to, move, true);
    }

    private CompletionStage<StoreResult<Copied>> copy(UidSet uids, Mailbox to, boolean move, boolean each) {
        if (!(to instanceof StoredMailbox target) || target.account.engine() != account.engine())
            throw new IllegalArgumentException("a mailbox of another store");
        try (var commit = account.engine().begin().lockMailboxes(List.of(this, target))) {
            if (target.account != account) return commit.refuse(Refusal.CANNOT, "a mailbox of another account");
            if (!commit.state(this).exists()) return commit.refuse(gone());
            var chosen = commit.state(this).select(uids);
            if (each && chosen.size() < uids.count())
                return commit.refuse(Refusal.EXPUNGED, "some of the messages were expunged");
            var refused = stageCopy(commit, chosen, target, move);
            if (refused != null) return commit.refuse(refused);
            var now = commit.state(target);
            var from = new ArrayList<Uid>(chosen.size());
            for (int i = 0; i < chosen.size(); i++) from.add(new Uid(chosen.uid(i)));
            return commit.done(new Copied(
                    now.uidValidity(), from, appended(now, chosen.size()).uids()));
        }
    }

    /** Stages a copy or move of {@code chosen} from here, under both locks; answers why not, or null. */
    StoreResult.@Nullable Refused<?> stageCopy(Commit commit, Selection chosen, StoredMailbox target, boolean move) {
        var copies = new ArrayList<NewMessage>(chosen.size());
        for (var m : chosen) copies.add(new NewMessage(m.body(), m.flags(), m.internalDate()));
        if (!move) return target.stageAppend(commit, copies);
        var refused = target.refusal(commit.state(target), copies); // within one account a move needs no room
        if (refused != null) return refused;
        commit.stage(
                target, commit.state(target).appended(copies, account.engine().now())); // first there, then not here
        commit.stageExpunged(
                this,
                commit.state(this).without(chosen, account.engine().settings().expungeHistory()),
                chosen.uids());
        return null;
    }

    @Override
    public Changes changesSince(ModSequence since) {
        long highest = part.slot().modSequence();
        if (highest <= since.value()) return new Changes(List.of(), UidSet.EMPTY, new ModSequence(highest), true);
        var now = state();
        return new Changes(
                now.changedSince(since.value()),
                now.vanishedSince(since.value()),
                new ModSequence(now.modSequence()),
                since.value() >= now.vanished().floor());
    }

    @Override
    public Watch watch(Consumer<Mailbox> hint) {
        return watchers.add(hint);
    }

    @Override
    public Optional<Watch> lockMaildrop() {
        if (!maildropLocked.compareAndSet(false, true)) return Optional.empty();
        var mine = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (mine.compareAndSet(true, false)) maildropLocked.set(false);
        });
    }

    @Override
    public int compareTo(StoredMailbox other) {
        return Long.compare(id, other.id);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o; // ids are given once
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return account.id() + ":" + name();
    }
}
