package org.letterlock.mailbox.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;

/**
 * One change to the store, all or nothing, the only way anything changes: it locks the parts it needs, is sequenced by
 * staging their next states, and with {@link #done} goes to the log, to the readers and to the watchers, in this order.
 * Used by one thread, closed by it; what was not done by then never was.
 */
final class Commit implements AutoCloseable {
    private final Deque<Lock> locks = new ArrayDeque<>();
    private final Map<StoredAccount, Names> names = new LinkedHashMap<>();
    private final Map<StoredMailbox, MailboxState> states = new LinkedHashMap<>();
    private final Map<StoredAccount, Room> rooms = new LinkedHashMap<>();
    private final boolean closed;
    private boolean done;

    /** {@code closed}: the store takes no changes any more. */
    Commit(boolean closed) {
        this.closed = closed;
    }

    /** What this change takes of an account's quota, and what it gives back once it is done. */
    private record Room(long taken, long takenOctets, long given, long givenOctets) {
        static final Room NONE = new Room(0, 0, 0, 0);

        Room take(long messages, long octets) {
            return new Room(taken + messages, takenOctets + octets, given, givenOctets);
        }

        Room give(long messages, long octets) {
            return new Room(taken, takenOctets, given + messages, givenOctets + octets);
        }
    }

    /** Locks the names of accounts, in the order of their ids; before any mailbox. */
    Commit lockNames(Collection<StoredAccount> accounts) {
        for (var account : new TreeSet<>(accounts)) lock(account.lock());
        return this;
    }

    /** Locks mailboxes, in the order of their ids: all that exist already and will be changed, at once. */
    Commit lockMailboxes(Collection<StoredMailbox> mailboxes) {
        for (var mailbox : new TreeSet<>(mailboxes)) lock(mailbox.lock());
        return this;
    }

    Commit lockMailbox(StoredMailbox mailbox) {
        lock(mailbox.lock());
        return this;
    }

    private void lock(Lock lock) {
        lock.lock();
        locks.push(lock);
    }

    /** The mailbox as this change sees it. */
    MailboxState state(StoredMailbox mailbox) {
        var staged = states.get(mailbox);
        return staged == null ? mailbox.state() : staged;
    }

    void stage(StoredMailbox mailbox, MailboxState next) {
        if (next != state(mailbox)) states.put(mailbox, next);
    }

    /** The names of that account as this change sees them, to be changed. */
    Names names(StoredAccount account) {
        return names.computeIfAbsent(account, a -> a.names().copy());
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

    /** Sequence, log, apply, announce. */
    <T> CompletionStage<StoreResult<T>> done(T value) {
        if (closed) return refuse(Refusal.UNAVAILABLE, "the store is closed");
        // sequenced: under the locks of all its parts, the next states are staged, UIDs and MODSEQs given
        // log: in memory there is none; a store that has one writes here, and the rest follows the sync
        states.forEach(StoredMailbox::apply);
        names.forEach(StoredAccount::apply);
        done = true;
        close();
        states.keySet().forEach(StoredMailbox::announce); // no lock is held: a watcher may read the store
        return CompletableFuture.completedFuture(StoreResult.done(value));
    }

    static <T> CompletionStage<StoreResult<T>> refuse(Refusal why, String detail) {
        return CompletableFuture.completedFuture(StoreResult.refused(why, detail));
    }

    static <T> CompletionStage<StoreResult<T>> refuse(StoreResult.Refused<?> refused) {
        return refuse(refused.why(), refused.detail());
    }

    @Override
    public void close() {
        for (var room : rooms.entrySet()) {
            var quota = room.getKey().quota();
            if (done) quota.release(room.getValue().given(), room.getValue().givenOctets());
            else quota.release(room.getValue().taken(), room.getValue().takenOctets());
        }
        rooms.clear();
        while (!locks.isEmpty()) locks.pop().unlock();
    }
}
