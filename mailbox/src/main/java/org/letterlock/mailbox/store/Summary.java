package org.letterlock.mailbox.store;

import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.UidValidity;

/**
 * What is asked of a mailbox most often, without its messages: enough for LIST, STATUS and quotas.
 *
 * @param recentFrom UID from which on messages were recent when {@code recent} was counted
 * @param recent how many those are; {@link #UNKNOWN} when nobody counted
 */
record Summary(
        MailboxName name,
        UidValidity uidValidity,
        boolean exists,
        int messages,
        int unseen,
        int deleted,
        long size,
        long uidNext,
        long modSequence,
        long recentFrom,
        int recent) {
    static final int UNKNOWN = -1;

    static Summary of(MailboxState state, long recentFrom) {
        var messages = state.messages();
        return new Summary(
                state.name(),
                state.uidValidity(),
                state.exists(),
                messages.count(),
                messages.unseen(),
                messages.deleted(),
                messages.size(),
                state.uidNext(),
                state.modSequence(),
                recentFrom,
                messages.count() - messages.ceiling(recentFrom));
    }

    /** How many are recent to whoever comes when that is so from {@code from} on. */
    int recent(long from) {
        if (from >= uidNext) return 0;
        return from == recentFrom ? recent : UNKNOWN;
    }

    /** With recent messages from {@code from} on. */
    Summary withRecentFrom(long from) {
        return new Summary(
                name, uidValidity, exists, messages, unseen, deleted, size, uidNext, modSequence, from, recent(from));
    }

    /** As {@link MailboxState#withMarks}. */
    Summary withMarks(long next, long sequence) {
        return new Summary(
                name,
                uidValidity,
                exists,
                messages,
                unseen,
                deleted,
                size,
                Math.max(uidNext, next),
                Math.max(modSequence, sequence),
                recentFrom,
                recent);
    }

    /** Whether {@code state} can be what this is of, but for the marks. */
    boolean fits(MailboxState state) {
        var m = state.messages();
        return name.equals(state.name())
                && uidValidity.equals(state.uidValidity())
                && exists == state.exists()
                && messages == m.count()
                && unseen == m.unseen()
                && deleted == m.deleted()
                && size == m.size()
                && state.uidNext() <= uidNext
                && state.modSequence() <= modSequence;
    }
}
