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
 */
public record StoreSettings(
        int maxMailboxes,
        int maxKeywords,
        long maxMessageSize,
        QuotaLimits accountQuota,
        QuotaLimits domainQuota,
        int expungeHistory,
        long maxSpooledBytes) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The longest keyword, in characters. */
    public static final int MAX_KEYWORD_LENGTH = 255;

    /** What is arriving may have a quarter of the heap. */
    public static final StoreSettings DEFAULTS = new StoreSettings(
            10_000,
            64,
            128L << 20,
            QuotaLimits.UNLIMITED,
            QuotaLimits.UNLIMITED,
            10_000,
            Runtime.getRuntime().maxMemory() / 4);

    public StoreSettings {
        check("maxMailboxes", maxMailboxes, 1, 1_000_000);
        check("maxKeywords", maxKeywords, 0, 1000);
        check("maxMessageSize", maxMessageSize, 1, (1L << 32) - 1);
        check("expungeHistory", expungeHistory, 0, 10_000_000);
        check("maxSpooledBytes", maxSpooledBytes, 1, UNLIMITED);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " " + value + " is not between " + least + " and " + most);
    }

    public StoreSettings withMaxMailboxes(int n) {
        return new StoreSettings(
                n, maxKeywords, maxMessageSize, accountQuota, domainQuota, expungeHistory, maxSpooledBytes);
    }

    public StoreSettings withMaxKeywords(int n) {
        return new StoreSettings(
                maxMailboxes, n, maxMessageSize, accountQuota, domainQuota, expungeHistory, maxSpooledBytes);
    }

    public StoreSettings withMaxMessageSize(long octets) {
        return new StoreSettings(
                maxMailboxes, maxKeywords, octets, accountQuota, domainQuota, expungeHistory, maxSpooledBytes);
    }

    /** Of each account. */
    public StoreSettings withQuota(long messages, long octets) {
        var quota = new QuotaLimits(messages, octets);
        return new StoreSettings(
                maxMailboxes, maxKeywords, maxMessageSize, quota, domainQuota, expungeHistory, maxSpooledBytes);
    }

    /** Of each domain. */
    public StoreSettings withDomainQuota(long messages, long octets) {
        var quota = new QuotaLimits(messages, octets);
        return new StoreSettings(
                maxMailboxes, maxKeywords, maxMessageSize, accountQuota, quota, expungeHistory, maxSpooledBytes);
    }

    public StoreSettings withExpungeHistory(int ranges) {
        return new StoreSettings(
                maxMailboxes, maxKeywords, maxMessageSize, accountQuota, domainQuota, ranges, maxSpooledBytes);
    }

    public StoreSettings withMaxSpooledBytes(long octets) {
        return new StoreSettings(
                maxMailboxes, maxKeywords, maxMessageSize, accountQuota, domainQuota, expungeHistory, octets);
    }
}
