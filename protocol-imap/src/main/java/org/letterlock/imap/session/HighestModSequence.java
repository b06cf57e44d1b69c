package org.letterlock.imap.session;

import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.ModSequence;

/**
 * Up to which MODSEQ a client was told everything: what it may believe, and ask from when it comes back. Where it was told
 * of a higher one, because an EXPUNGE has to wait, it is told not to believe that. RFC 7162, 3.2 and 6;
 * docs/decisions/0504.
 */
final class HighestModSequence {
    private long safe;
    private long told; // of a message, since the last report
    private boolean held; // the client believes in less than it was told

    HighestModSequence(ModSequence opened) {
        safe = opened.value();
    }

    /** The response code. RFC 7162, 3.1.2.1. */
    void write(ResponseWriter w) {
        w.text("* OK [HIGHESTMODSEQ ").number(safe).text("] All is told up to here\r\n");
    }

    long safe() {
        return safe;
    }

    /** Everything up to {@code seen} is told. */
    void caughtUp(ModSequence seen) {
        safe = seen.value();
    }

    /** A message of this MODSEQ is told. */
    void tell(long modSequence) {
        told = Math.max(told, modSequence);
    }

    /** A report ends: says what to believe, where that is not what was told. */
    void settle(ResponseWriter w) {
        boolean mustHold = told > safe;
        if (mustHold || held) write(w);
        held = mustHold;
        told = 0;
    }
}
