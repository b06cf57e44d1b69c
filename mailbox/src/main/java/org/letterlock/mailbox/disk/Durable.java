package org.letterlock.mailbox.disk;

import org.letterlock.mailbox.StoreException;

/**
 * Whom the log tells what became of a commit: one of the two, once, on the log's own thread, in the order of LSNs. All
 * commits wait while it runs: it does not wait for a disk, a client or another commit.
 */
public interface Durable {
    /** It is on stable storage. */
    void durable();

    /** It is not known to be, and never will be: the log is dead. */
    void failed(StoreException cause);
}
