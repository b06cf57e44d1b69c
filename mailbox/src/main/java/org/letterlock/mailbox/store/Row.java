package org.letterlock.mailbox.store;

import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;

/**
 * One message as log and index have it: all of it but its octets, for which a handle stands. See {@link Bodies}.
 *
 * @param size octets of its body
 */
record Row(
        long uid,
        long modSequence,
        Flags flags,
        InternalDate internalDate,
        InternalDate savedDate,
        long size,
        long handle) {
    Row at(long changed) {
        return new Row(uid, changed, flags, internalDate, savedDate, size, handle);
    }

    Row withFlags(Flags other) {
        return new Row(uid, modSequence, other, internalDate, savedDate, size, handle);
    }
}
