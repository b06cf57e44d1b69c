package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.NoRoomException;
import org.letterlock.mailbox.store.Change.MailboxChange;
import org.letterlock.mailbox.store.Change.NamesChange;
import org.letterlock.mailbox.store.Change.Room;

/**
 * One change to the store, all or nothing, the only way anything changes: it locks the parts it needs, stages their next
 * states, and with {@link #done} takes its place in the order of all; from there it is a {@link Change}. Used by one
 * thread, closed by it; what was not done by then never was.
 *
 * <p>Whatever it answers, done or refused, it answers after the changes that made what it saw are durable: no client
 * hears of something that a crash could still undo.
 */
final class Commit implements AutoCloseable {
    private final Journal journal;
    private final Deque<Part<?>> locked = new ArrayDeque<>();
    private final Map<StoredAccount, Names> names = new LinkedHashMap<>();
    private final Map<StoredMailbox, MailboxChange> states = new LinkedHashMap<>();
    private final Map<QueuedMail, QueuedMail.State> queued = new LinkedHashMap<>();
    private final List<ByteBuffer> again = new ArrayList<>();
    private final Map<StoredAccount, Room> rooms = new LinkedHashMap<>();
    private boolean sequenced;

    Commit(Journal journal) {
        this.journal = journal;
    }

    /** Locks the names of accounts, in the order of their ids; before any mailbox. */
    Commit lockNames(Collection<StoredAccount> accounts) {
        for (var account : new TreeSet<>(accounts)) lock(account.part());
        return this;
    }

    /** Locks mailboxes, in the order of their ids: all that exist already and will be changed, at once. */
    Commit lockMailboxes(Collection<StoredMailbox> mailboxes) {
        for (var mailbox : new TreeSet<>(mailboxes)) lock(mailbox.part());
        return this;
    }

    Commit lockMailbox(StoredMailbox mailbox) {
        lock(mailbox.part());
        return this;
    }

    /** Locks entries of the queue, in the order of their ids; behind all mailboxes. */
    Commit lockQueued(Collection<QueuedMail> mails) {
        for (var mail : new TreeSet<>(mails)) lock(mail.part());
        return this;
    }

    private void lock(Part<?> part) {
        part.lock().lock();
        locked.push(part);
    }

    /** The mailbox as this change sees it. */
    MailboxState state(StoredMailbox mailbox) {
        var staged = states.get(mailbox);
        return staged == null ? mailbox.part().sequenced() : staged.after();
    }

    void stage(StoredMailbox mailbox, MailboxState next) {
        var was = staged(mailbox);
        if (next != was.after())
            states.put(mailbox, new MailboxChange(was.before(), next, was.flagged(), was.expunged(), was.expungedAt()));
    }

    /** Stages new flags of {@code messages}, which are as in {@code next}. */
    void stageFlagged(StoredMailbox mailbox, MailboxState next, Selection messages) {
        var was = staged(mailbox);
        if (next != was.after())
            states.put(mailbox, new MailboxChange(was.before(), next, messages, was.expunged(), was.expungedAt()));
    }

    /** Stages that {@code gone} went, which are not in {@code next} any more. */
    void stageExpunged(StoredMailbox mailbox, MailboxState next, UidSet gone) {
        var was = staged(mailbox);
        if (next != was.after())
            states.put(mailbox, new MailboxChange(was.before(), next, was.flagged(), gone, next.modSequence()));
    }

    /** Stages a mailbox that was not there. */
    void stageNew(StoredMailbox mailbox) {
        states.put(mailbox, staged(mailbox));
    }

    private MailboxChange staged(StoredMailbox mailbox) {
        var staged = states.get(mailbox);
        if (staged != null) return staged;
        var before = mailbox.part().sequenced();
        return new MailboxChange(before, before, Selection.none(before.messages()), UidSet.EMPTY, 0);
    }

    /** The names of that account as this change sees them, to be changed. */
    Names names(StoredAccount account) {
        return names.computeIfAbsent(account, a -> a.part().sequenced().copy());
    }

    void stage(QueuedMail mail, QueuedMail.State next) {
        queued.put(mail, next);
    }

    /** Has the log say again what it is going to lose. */
    void stageAgain(ByteBuffer ops) {
        again.add(ops);
    }

    /** Takes room in the account's quota, given back when this change is not done. */
    boolean reserve(StoredAccount account, long messages, long octets) {
        if (!account.quota().reserve(messages, octets)) return false;
        rooms.merge(account, Room.NONE.take(messages, octets), (was, now) -> was.take(messages, octets));
        return true;
    }

    /** Gives room back, once this change is done. */
    void release(StoredAccount account, long messages, long octets) {
        rooms.merge(account, Room.NONE.give(messages, octets), (was, now) -> was.give(messages, octets));
    }

    /** Sequence, log, apply, announce; the last two when the log says so. */
    <T> CompletionStage<StoreResult<T>> done(T value) {
        var change = change();
        if (change.isEmpty()) return afterSeen(StoreResult.done(value));
        boolean durable;
        try {
            durable = journal.submit(change);
        } catch (NoRoomException e) {
            return afterSeen(StoreResult.refused(Refusal.NO_ROOM, String.valueOf(e.getMessage())));
        } catch (StoreException e) {
            return afterSeen(StoreResult.refused(Refusal.UNAVAILABLE, String.valueOf(e.getMessage())));
        }
        sequenced = true;
        if (durable) {
            change.apply();
        } else {
            change.mailboxes().forEach((mailbox, c) -> mailbox.part().sequence(c.after(), change));
            change.names().forEach((account, c) -> account.part().sequence(c.after(), change));
            change.queued().forEach((mail, state) -> mail.part().sequence(state, change));
        }
        close();
        if (durable) change.announce();
        return change.settled().thenApply(kept -> kept ? StoreResult.done(value) : lost());
    }

    private Change change() {
        var changed = new LinkedHashMap<StoredAccount, NamesChange>();
        names.forEach((account, after) -> {
            if (after.isChanged())
                changed.put(account, new NamesChange(account.part().sequenced(), after));
        });
        return new Change(states, changed, queued, again, rooms);
    }

    <T> CompletionStage<StoreResult<T>> refuse(Refusal why, String detail) {
        return afterSeen(StoreResult.refused(why, detail));
    }

    <T> CompletionStage<StoreResult<T>> refuse(StoreResult.Refused<?> refused) {
        return refuse(refused.why(), refused.detail());
    }

    /** {@code result}, as soon as all that this commit could see is durable. */
    private <T> CompletionStage<StoreResult<T>> afterSeen(StoreResult<T> result) {
        var seen = CompletableFuture.completedFuture(true);
        for (var part : locked) {
            var pending = part.pending();
            if (pending != null) seen = seen.thenCombine(pending, Boolean::logicalAnd);
        }
        return seen.thenApply(kept -> kept ? result : lost());
    }

    private static <T> StoreResult<T> lost() {
        return StoreResult.refused(Refusal.UNAVAILABLE, "the store could not write");
    }

    @Override
    public void close() {
        if (!sequenced) rooms.forEach((account, room) -> account.quota().release(room.taken(), room.takenOctets()));
        rooms.clear();
        while (!locked.isEmpty()) locked.pop().lock().unlock();
    }
}
