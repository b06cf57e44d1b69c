package org.letterlock.mailbox;

/** Unique identifier of a message in one mailbox: 1 to 2^32-1, ascending, never used twice. RFC 9051, 2.3.1.1. */
public record Uid(long value) implements Comparable<Uid> {
    /** The greatest UID there can be. */
    public static final long MAX = 0xFFFF_FFFFL;

    public Uid {
        if (value < 1 || value > MAX) throw new IllegalArgumentException("UID " + value);
    }

    @Override
    public int compareTo(Uid other) {
        return Long.compare(value, other.value);
    }
}
