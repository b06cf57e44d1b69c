package org.letterlock.mailbox;

/** How many messages, and how many octets of them, may be somewhere; {@link Long#MAX_VALUE} is any number. */
public record QuotaLimits(long messages, long octets) {
    public static final QuotaLimits UNLIMITED = new QuotaLimits(Long.MAX_VALUE, Long.MAX_VALUE);

    public QuotaLimits {
        if (messages < 0 || octets < 0) throw new IllegalArgumentException("a quota of " + messages + ", " + octets);
    }
}
