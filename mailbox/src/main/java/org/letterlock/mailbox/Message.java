package org.letterlock.mailbox;

/**
 * One message as it stands in its mailbox: what changes (flags, modification sequence) and what never does. Immutable; a
 * change makes a new one.
 */
public record Message(
        Uid uid, ModSequence modSequence, Flags flags, InternalDate internalDate, InternalDate savedDate, Body body) {
    /** RFC822.SIZE, in octets. */
    public long size() {
        return body.size();
    }
}
