package org.letterlock.mailbox.store;

/**
 * What a store on disk consists of.
 *
 * @param accounts there
 * @param mailboxes of all accounts
 * @param messages in all mailboxes, each copy counted
 * @param queued entries of the queue
 * @param bodies different ones, of messages and of the queue
 * @param bodyOctets of these
 * @param logFiles segments of the log
 * @param logOctets of them in use
 * @param bodyFiles files of large bodies
 * @param bodyFileOctets of them in use
 * @param indexOctets of the newest index
 * @param indexLsn up to which it says everything
 * @param lastLsn given out last
 */
public record StoreStats(
        int accounts,
        int mailboxes,
        long messages,
        int queued,
        long bodies,
        long bodyOctets,
        int logFiles,
        long logOctets,
        int bodyFiles,
        long bodyFileOctets,
        long indexOctets,
        long indexLsn,
        long lastLsn) {
    /** Octets of files that no message, nothing in the queue and no index needs: at least about so many. */
    public long deadOctets() {
        return Math.max(0, logOctets + bodyFileOctets - bodyOctets - indexOctets);
    }
}
