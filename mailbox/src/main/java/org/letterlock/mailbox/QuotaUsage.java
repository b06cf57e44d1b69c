package org.letterlock.mailbox;

/**
 * What is counted against one quota, and how much may be. Each copy of a message counts. RFC 9208, 5.1 and 5.2: the resources
 * {@code MESSAGE} and {@code STORAGE} of a quota root.
 *
 * @param root an account or a domain: {@code ann@example.test}, {@code example.test}
 */
public record QuotaUsage(String root, long messages, long octets, QuotaLimits limits) {
    /** Whether that much more would fit now. Another change may be faster. */
    public boolean hasRoom(long moreMessages, long moreOctets) {
        return (moreMessages == 0 || moreMessages <= limits.messages() - messages)
                && (moreOctets == 0 || moreOctets <= limits.octets() - octets);
    }
}
