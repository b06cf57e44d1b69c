package org.letterlock.mailbox.store;

import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;

/**
 * How much each account and each domain may hold. Asked at every change that takes room, so an answer may be another one
 * after a reload; asked under locks, so it waits for nothing and calls no store.
 */
public interface Quotas {
    QuotaLimits ofAccount(AccountId account);

    /** For all accounts of that domain together. */
    QuotaLimits ofDomain(String domain);

    /** The same for every account, and the same for every domain. */
    static Quotas of(StoreSettings settings) {
        return new Quotas() {
            @Override
            public QuotaLimits ofAccount(AccountId account) {
                return settings.accountQuota();
            }

            @Override
            public QuotaLimits ofDomain(String domain) {
                return settings.domainQuota();
            }
        };
    }
}
