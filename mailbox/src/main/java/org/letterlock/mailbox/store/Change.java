package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.letterlock.mailbox.UidSet;

/**
 * What one commit changes, from the moment it has its place in the order of all: sequenced for writers, who build on it
 * under their locks; and once it is durable, committed for readers. It settles once, durable or failed, and after all
 * changes before it.
 *
 * @param mailboxes what mailboxes are after it, in the order in which they were staged
 * @param names what accounts' names are after it
 * @param queued what entries of the queue are after it
 * @param again operations that the log had already, where it will lose them
 * @param rooms what it takes of quotas and gives back to them
 * @param settled true when it is durable, false when it never will be
 */
record Change(
        Map<StoredMailbox, MailboxChange> mailboxes,
        Map<StoredAccount, NamesChange> names,
        Map<QueuedMail, QueuedMail.State> queued,
        List<ByteBuffer> again,
        Map<StoredAccount, Room> rooms,
        CompletableFuture<Boolean> settled) {

    /**
     * One mailbox before and after. Messages from {@code before.uidNext()} on were appended.
     *
     * @param flagged messages that have other flags now, as they are after it
     * @param expunged messages that are not there any more
     * @param expungedAt the MODSEQ at which they went
     */
    record MailboxChange(
            MailboxState before, MailboxState after, Selection flagged, UidSet expunged, long expungedAt) {}

    /** The names of one account before and after. */
    record NamesChange(Names before, Names after) {}

    /** What a change takes of an account's quota, given back when it fails, and what it gives back once it is durable. */
    record Room(long taken, long takenOctets, long given, long givenOctets) {
        static final Room NONE = new Room(0, 0, 0, 0);

        Room take(long messages, long octets) {
            return new Room(taken + messages, takenOctets + octets, given, givenOctets);
        }

        Room give(long messages, long octets) {
            return new Room(taken, takenOctets, given + messages, givenOctets + octets);
        }
    }

    Change(
            Map<StoredMailbox, MailboxChange> mailboxes,
            Map<StoredAccount, NamesChange> names,
            Map<QueuedMail, QueuedMail.State> queued,
            List<ByteBuffer> again,
            Map<StoredAccount, Room> rooms) {
        this(
                new LinkedHashMap<>(mailboxes),
                new LinkedHashMap<>(names),
                new LinkedHashMap<>(queued),
                List.copyOf(again),
                new LinkedHashMap<>(rooms),
                new CompletableFuture<>());
    }

    boolean isEmpty() {
        return mailboxes.isEmpty() && names.isEmpty() && queued.isEmpty() && again.isEmpty();
    }

    /** Readers see it from now on. Watchers do not know yet, and whoever waits for it waits still. */
    void apply() {
        mailboxes.forEach((mailbox, change) -> mailbox.part().commit(change.after()));
        names.forEach((account, change) -> account.part().commit(change.after()));
        queued.forEach(QueuedMail::commit);
        rooms.forEach((account, room) -> account.quota().release(room.given(), room.givenOctets()));
    }

    /** Tells watchers, then those who wait. No lock is held: either may read the store. */
    void announce() {
        try {
            mailboxes.keySet().forEach(StoredMailbox::announce);
        } finally {
            settled.complete(true); // durable it is, whatever a watcher did
        }
    }

    /** It is on stable storage, and so are all before it. {@code watched}: who tells watchers, which may take its time. */
    void durable(Executor watched) {
        apply();
        boolean any = false;
        for (var mailbox : mailboxes.keySet()) any |= mailbox.isWatched();
        if (!any) {
            announce();
            return;
        }
        try {
            watched.execute(this::announce);
        } catch (RejectedExecutionException e) { // the store is being closed: nobody else tells them
            announce();
        }
    }

    /** It never was: what it took is given back, and writers begin again at what is committed. */
    void failed() {
        rooms.forEach((account, room) -> account.quota().release(room.taken(), room.takenOctets()));
        settled.complete(false);
    }
}
