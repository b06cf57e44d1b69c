package org.letterlock.mailbox.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailboxName;

/**
 * What a look at all of a store's octets found.
 *
 * @param bodies that were read and are right
 * @param octets of these
 * @param files whose octets cannot be believed everywhere; what no message needs any more is among them
 * @param messages whose bodies cannot be read: they stay where they are, FETCH of them fails
 * @param differences between the index and the log: what is served is what the index says
 * @param queued ids of entries of the queue whose bodies cannot be read
 */
public record CheckReport(
        long bodies,
        long octets,
        List<Finding> files,
        List<Difference> differences,
        List<DamagedMessage> messages,
        List<Long> queued) {
    /** A message that cannot be read, and why. */
    public record DamagedMessage(AccountId account, MailboxName mailbox, long uid, String why) {
        @Override
        public String toString() {
            return account + ", " + mailbox + ", UID " + uid + ": " + why;
        }
    }

    /**
     * Something in which the index is other than the log.
     *
     * @param account null: it is an entry of the queue
     * @param mailbox null: the same
     * @param uid 0: it is about the mailbox as a whole; or the id of an entry of the queue
     */
    public record Difference(
            @Nullable AccountId account, @Nullable MailboxName mailbox, long uid, String what) {
        static Difference ofQueue(long id, String what) {
            return new Difference(null, null, id, what);
        }

        @Override
        public String toString() {
            if (account == null) return "message " + uid + " in the queue: " + what;
            return account + ", " + mailbox + (uid == 0 ? ": " : ", UID " + uid + ": ") + what;
        }
    }

    public CheckReport {
        differences = List.copyOf(differences);
        files = List.copyOf(files);
        messages = List.copyOf(messages);
        queued = List.copyOf(queued);
    }

    /** Whether all mail is readable and nothing was found at all. */
    public boolean isClean() {
        return files.isEmpty() && differences.isEmpty() && messages.isEmpty() && queued.isEmpty();
    }
}
