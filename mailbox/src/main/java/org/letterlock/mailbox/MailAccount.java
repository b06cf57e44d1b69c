package org.letterlock.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The mailboxes of one account. Thread-safe. */
public interface MailAccount {
    AccountId id();

    /** What it takes up, and then what all accounts of its domain do, with how much they may. */
    List<QuotaUsage> usage();

    /** All mailboxes and all subscribed names, in the order of names, INBOX first. */
    List<Entry> list();

    /** The mailbox of that name, as long as nobody deletes it. */
    Optional<Mailbox> open(MailboxName name);

    /**
     * Makes a mailbox, and the names above it as levels without messages. A level can be made a mailbox so. Its
     * UIDVALIDITY is higher than that of any mailbox before it. RFC 9051, 6.3.4.
     */
    CompletionStage<StoreResult<Mailbox>> create(MailboxName name, Set<SpecialUse> uses);

    /**
     * Removes a mailbox; one with inferiors stays as a level without messages. A level with inferiors stays ({@code
     * IN_USE}), and so does INBOX ({@code CANNOT}). Subscriptions stay. The result is always true. RFC 9051, 6.3.5.
     */
    CompletionStage<StoreResult<Boolean>> delete(MailboxName name);

    /**
     * Renames it and all below it; INBOX gives its messages to the new name and stays. A mailbox keeps its UIDVALIDITY
     * unless one of the new name had a higher one. Subscriptions stay as they are. The result is always true. RFC 9051,
     * 6.3.6.
     */
    CompletionStage<StoreResult<Boolean>> rename(MailboxName from, MailboxName to);

    /** Adds or removes a subscription, whether the mailbox exists or not; false when nothing changed. RFC 9051, 6.3.7. */
    CompletionStage<StoreResult<Boolean>> subscribe(MailboxName name, boolean subscribed);

    /**
     * One line of LIST. {@code selectable} is false for a level that only holds others and for a subscribed name that is
     * not there; {@code exists} is false for the latter.
     */
    record Entry(
            MailboxName name,
            boolean exists,
            boolean selectable,
            boolean subscribed,
            boolean hasChildren,
            Set<SpecialUse> uses) {
        public Entry {
            uses = Set.copyOf(uses);
        }
    }
}
