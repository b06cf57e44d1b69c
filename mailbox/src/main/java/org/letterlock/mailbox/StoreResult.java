package org.letterlock.mailbox;

import java.util.function.Function;

/** What the store says to a change: done, with what it made; or a refusal the caller can name to its client. */
public sealed interface StoreResult<T> {
    /** It is committed. */
    record Done<T>(T value) implements StoreResult<T> {}

    /** Nothing was changed. */
    record Refused<T>(Refusal why, String detail) implements StoreResult<T> {}

    static <T> StoreResult<T> done(T value) {
        return new Done<>(value);
    }

    static <T> StoreResult<T> refused(Refusal why, String detail) {
        return new Refused<>(why, detail);
    }

    default <U> StoreResult<U> map(Function<? super T, ? extends U> f) {
        if (this instanceof Done<T> d) return done(f.apply(d.value()));
        var r = (Refused<T>) this;
        return refused(r.why(), r.detail());
    }

    /** Why a change was refused, in the words of RFC 5530 where it has one. */
    enum Refusal {
        NON_EXISTENT,
        ALREADY_EXISTS,
        /** A message that had to be there is not. */
        EXPUNGED,
        /** A name that can never be made, or INBOX where it may not be touched. */
        CANNOT,
        OVER_QUOTA,
        /** A bound of the store: keywords per mailbox, mailboxes per account, message size. */
        LIMIT,
        /** The mailbox has inferiors, or is in use. */
        IN_USE,
        /** The disk is full, or nearly: it may be asked again later. */
        NO_ROOM,
        /** The store takes no changes now: it is read-only after a failed sync. */
        UNAVAILABLE
    }
}
