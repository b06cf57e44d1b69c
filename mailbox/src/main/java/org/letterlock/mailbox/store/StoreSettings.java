package org.letterlock.mailbox.store;

import org.letterlock.mailbox.QuotaLimits;

/**
 * Bounds of a store. Whatever goes over one is refused whole and changes nothing.
 *
 * @param maxMailboxes names in one account, levels that only hold others and subscribed names counted too; 1 to 1,000,000
 * @param maxKeywords different keywords in use in one mailbox; 0 to 1000
 * @param maxMessageSize octets of one message; 1 to 2^32-1
 * @param accountQuota of one account, in all its mailboxes, each copy counted
 * @param domainQuota of all accounts of one domain together
 * @param expungeHistory ranges of expunged UIDs a mailbox remembers, for those who ask what vanished; 0 to 10,000,000
 * @param maxSpooledBytes octets of all messages that are arriving now, until each is appended or given up; 1 to
 *     {@link #UNLIMITED}
 * @param indexBytes octets of heap for what is known of messages of mailboxes that did not change since the index was
 *     written: those that nobody asked for longest are read again from there; 1 MiB to {@link #UNLIMITED}
 */
public record StoreSettings(
        int maxMailboxes,
        int maxKeywords,
        long maxMessageSize,
        QuotaLimits accountQuota,
        QuotaLimits domainQuota,
        int expungeHistory,
        long maxSpooledBytes,
        long indexBytes) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The longest keyword, in characters. */
    public static final int MAX_KEYWORD_LENGTH = 255;

    /** What is arriving may have a quarter of the heap, the indexes of mailboxes another one. */
    public static final StoreSettings DEFAULTS = new StoreSettings(
            10_000,
            64,
            128L << 20,
            QuotaLimits.UNLIMITED,
            QuotaLimits.UNLIMITED,
            10_000,
            Runtime.getRuntime().maxMemory() / 4,
            Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 4));

    public StoreSettings {
        check("maxMailboxes", maxMailboxes, 1, 1_000_000);
        check("maxKeywords", maxKeywords, 0, 1000);
        check("maxMessageSize", maxMessageSize, 1, (1L << 32) - 1);
        check("expungeHistory", expungeHistory, 0, 10_000_000);
        check("maxSpooledBytes", maxSpooledBytes, 1, UNLIMITED);
        check("indexBytes", indexBytes, 1 << 20, UNLIMITED);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " " + value + " is not between " + least + " and " + most);
    }

    public StoreSettings withMaxMailboxes(int n) {
        return new StoreSettings(
                n, maxKeywords, maxMessageSize, accountQuota, domainQuota, expungeHistory, maxSpooledBytes, indexBytes);
    }

    public StoreSettings withMaxKeywords(int n) {
        return new StoreSettings(
                maxMailboxes,
                n,
                maxMessageSize,
                accountQuota,
                domainQuota,
                expungeHistory,
                maxSpooledBytes,
                indexBytes);
    }

    public StoreSettings withMaxMessageSize(long octets) {
        return new StoreSettings(
                maxMailboxes,
                maxKeywords,
                octets,
                accountQuota,
                domainQuota,
                expungeHistory,
                maxSpooledBytes,
                indexBytes);
    }

    /** Of each account. */
    public StoreSettings withQuota(long messages, long octets) {
        var quota = new QuotaLimits(messages, octets);
        return new StoreSettings(
                maxMailboxes,
                maxKeywords,
                maxMessageSize,
                quota,
                domainQuota,
                expungeHistory,
                maxSpooledBytes,
                indexBytes);
    }

    /** Of each domain. */
    public StoreSettings withDomainQuota(long messages, long octets) {
        var quota = new QuotaLimits(messages, octets);
        return new StoreSettings(
                maxMailboxes,
                maxKeywords,
                maxMessageSize,
                accountQuota,
                quota,
                expungeHistory,
                maxSpooledBytes,
                indexBytes);
    }

    public StoreSettings withExpungeHistory(int ranges) {
        return new StoreSettings(
                maxMailboxes,
                maxKeywords,
                maxMessageSize,
                accountQuota,
                domainQuota,
                ranges,
                maxSpooledBytes,
                indexBytes);
    }

    public StoreSettings withMaxSpooledBytes(long octets) {
        return new StoreSettings(
                maxMailboxes,
                maxKeywords,
                maxMessageSize,
                accountQuota,
                domainQuota,
                expungeHistory,
                octets,
                indexBytes);
    }

    public StoreSettings withIndexBytes(long octets) {
        return new StoreSettings(
                maxMailboxes,
                maxKeywords,
                maxMessageSize,
                accountQuota,
                domainQuota,
                expungeHistory,
                maxSpooledBytes,
                octets);
    }
}
