package org.letterlock.mailbox.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.letterlock.mailbox.AccountId;

/** The quotas of one store: each account has its own, which counts in that of its domain. RFC 9208, 3.2: quota roots. */
final class QuotaRoots {
    private final Quotas quotas;
    private final ConcurrentMap<String, Quota> domains = new ConcurrentHashMap<>();

    QuotaRoots(Quotas quotas) {
        this.quotas = quotas;
    }

    /** A new account's, with nothing in it: kept once for each account, or only looked at. */
    Quota of(AccountId account) {
        var domain = account.domain();
        if (domain.isEmpty()) return new Quota(account.value(), () -> quotas.ofAccount(account));
        var all = domains.computeIfAbsent(domain, d -> new Quota(d, () -> quotas.ofDomain(d)));
        return new Quota(account.value(), () -> quotas.ofAccount(account), all);
    }
}
