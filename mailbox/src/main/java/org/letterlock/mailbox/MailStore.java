package org.letterlock.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * All accounts' mail. Changes complete when they are committed: on stable storage where the store has any, and in the
 * order in which they are announced to everyone. Reads answer from the index at once. Thread-safe.
 */
public interface MailStore extends AutoCloseable {
    /**
     * The mail of one account; its INBOX is there from the first call on. Never blocks on the network, and on the disk
     * only the first time in the life of an account.
     */
    MailAccount account(AccountId id);

    /** What is taken up of an account's quotas, as {@link MailAccount#usage}: from memory, whether or not it was ever used. */
    List<QuotaUsage> usage(AccountId id);

    /** Accounts that have mail here, in order. */
    List<AccountId> accounts();

    /**
     * Why no message could be put anywhere now, whatever its size: {@code NO_ROOM} or {@code UNAVAILABLE}; empty when one could. For
     * those who would rather say so before a message is sent. Asks nobody and is answered at once.
     */
    default Optional<StoreResult.Refusal> refusal() {
        return Optional.empty();
    }

    /** Opens room for one message that is about to arrive. {@code sizeHint} in octets, 0 when unknown. */
    BodySpool spool(long sizeHint);

    /**
     * Puts one body into several mailboxes at once: all or none. Creates a mailbox that is not there. The result has the
     * UIDs in the order of {@code targets}; a mailbox named twice gets it twice.
     */
    default CompletionStage<StoreResult<List<Appended>>> deliver(List<Target> targets, NewMessage message) {
        return deliver(targets, message, MailQueue.Changes.NONE).thenApply(result -> result.map(Delivered::appended));
    }

    /**
     * As {@link #deliver(List, NewMessage)}, and in the same commit changes the queue; new entries have this message's
     * body. There may be no target. {@code NON_EXISTENT} when an entry to be changed is out of the queue.
     */
    CompletionStage<StoreResult<Delivered>> deliver(
            List<Target> targets, NewMessage message, MailQueue.Changes queueing);

    /** The messages that are on their way to elsewhere. */
    MailQueue queue();

    /** Changes are refused from now on ({@code UNAVAILABLE}), and there is no room for new bodies. */
    @Override
    void close();

    /** Where a delivery goes. */
    record Target(AccountId account, MailboxName mailbox) {}

    /** What a delivery made: one for each target, and the new entries of the queue. */
    record Delivered(List<Appended> appended, List<MailQueue.Entry> queued) {
        public Delivered {
            appended = List.copyOf(appended);
            queued = List.copyOf(queued);
        }
    }

    /** What an append made. RFC 4315, 3: APPENDUID. */
    record Appended(UidValidity uidValidity, List<Uid> uids, ModSequence modSequence) {
        public Appended {
            uids = List.copyOf(uids);
        }
    }
}
