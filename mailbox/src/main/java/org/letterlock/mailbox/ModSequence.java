package org.letterlock.mailbox;

/** Modification sequence of one mailbox: 1 to 2^63-1, each change has a higher one. RFC 7162, 3.1. */
public record ModSequence(long value) implements Comparable<ModSequence> {
    public static final ModSequence FIRST = new ModSequence(1);

    public ModSequence {
        if (value < 1) throw new IllegalArgumentException("MODSEQ " + value);
    }

    public ModSequence next() {
        return new ModSequence(value + 1);
    }

    @Override
    public int compareTo(ModSequence other) {
        return Long.compare(value, other.value);
    }
}
