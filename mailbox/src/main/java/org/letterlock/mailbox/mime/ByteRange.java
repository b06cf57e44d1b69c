package org.letterlock.mailbox.mime;

/** Some octets of a body: from {@code offset}, {@code length} of them. */
public record ByteRange(long offset, long length) {
    public ByteRange {
        if (offset < 0 || length < 0) throw new IllegalArgumentException(offset + "+" + length);
    }

    /** The offset behind the last octet. */
    public long end() {
        return offset + length;
    }

    static ByteRange between(long from, long to) {
        return new ByteRange(from, to - from);
    }
}
