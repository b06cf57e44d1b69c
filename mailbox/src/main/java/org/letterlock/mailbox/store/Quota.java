package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.QuotaUsage;

/**
 * What an account's messages take up, or a domain's, and how much they may: whatever an account takes counts in its
 * domain too, in both or in neither. Thread-safe; a leaf under all other locks, the domain's under the account's.
 */
final class Quota {
    private final String root;
    private final Supplier<QuotaLimits> limits;
    private final @Nullable Quota above;
    private long messages;
    private long octets;

    /** A domain's, or that of an account without one. */
    Quota(String root, Supplier<QuotaLimits> limits) {
        this(root, limits, null);
    }

    /** An account's, in the domain's {@code above}. */
    Quota(String root, Supplier<QuotaLimits> limits, @Nullable Quota above) {
        this.root = root;
        this.limits = limits;
        this.above = above;
    }

    /** Takes room for that many, or none. */
    synchronized boolean reserve(long moreMessages, long moreOctets) {
        if (!usage().hasRoom(moreMessages, moreOctets)) return false;
        if (above != null && !above.reserve(moreMessages, moreOctets)) return false;
        messages += moreMessages;
        octets += moreOctets;
        return true;
    }

    /** Counts what is here already, however much it is. */
    synchronized void count(long moreMessages, long moreOctets) {
        if (above != null) above.count(moreMessages, moreOctets);
        messages += moreMessages;
        octets += moreOctets;
    }

    void release(long fewerMessages, long fewerOctets) {
        count(-fewerMessages, -fewerOctets);
    }

    private synchronized QuotaUsage usage() {
        return new QuotaUsage(root, messages, octets, limits.get());
    }

    /** This one, and those it counts in. */
    List<QuotaUsage> usages() {
        var usages = new ArrayList<QuotaUsage>();
        for (var quota = this; quota != null; quota = quota.above) usages.add(quota.usage());
        return usages;
    }

    /** Which quota has no room for that many: the account's own, unless it has. */
    String problem(long moreMessages, long moreOctets) {
        boolean own = above == null || !usage().hasRoom(moreMessages, moreOctets);
        return own ? "the account is over its quota" : "the domain is over its quota";
    }
}
