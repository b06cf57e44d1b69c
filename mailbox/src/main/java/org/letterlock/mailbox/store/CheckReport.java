package org.letterlock.mailbox.store;

import java.util.List;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailboxName;

/**
 * What a look at all of a store's octets found.
 *
 * @param bodies that were read and are right
 * @param octets of these
 * @param files whose octets cannot be believed everywhere; what no message needs any more is among them
 * @param messages whose bodies cannot be read: they stay where they are, FETCH of them fails
 * @param queued ids of entries of the queue whose bodies cannot be read
 */
public record CheckReport(
        long bodies, long octets, List<Finding> files, List<DamagedMessage> messages, List<Long> queued) {
    /** A message that cannot be read, and why. */
    public record DamagedMessage(AccountId account, MailboxName mailbox, long uid, String why) {
        @Override
        public String toString() {
            return account + ", " + mailbox + ", UID " + uid + ": " + why;
        }
    }

    public CheckReport {
        files = List.copyOf(files);
        messages = List.copyOf(messages);
        queued = List.copyOf(queued);
    }

    /** Whether all mail is readable and nothing was found at all. */
    public boolean isClean() {
        return files.isEmpty() && messages.isEmpty() && queued.isEmpty();
    }
}
