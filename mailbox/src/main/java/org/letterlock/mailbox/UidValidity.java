package org.letterlock.mailbox;

/** Which generation of a mailbox name the UIDs belong to: 1 to 2^32-1, strictly ascending. RFC 9051, 2.3.1.1. */
public record UidValidity(long value) {
    public UidValidity {
        if (value < 1 || value > Uid.MAX) throw new IllegalArgumentException("UIDVALIDITY " + value);
    }
}
