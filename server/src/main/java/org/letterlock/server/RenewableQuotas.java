package org.letterlock.server;

import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.store.Quotas;

/** The quotas of a running server, which a reload may change. Thread-safe. */
public final class RenewableQuotas implements Quotas {
    private volatile NamedQuotas quotas;

    RenewableQuotas(NamedQuotas quotas) {
        this.quotas = quotas;
    }

    /** From now on those hold; who is over a lower one keeps all and gets no more. */
    public void renew(NamedQuotas next) {
        quotas = next;
    }

    @Override
    public QuotaLimits ofAccount(AccountId account) {
        return quotas.ofAccount(account);
    }

    @Override
    public QuotaLimits ofDomain(String domain) {
        return quotas.ofDomain(domain);
    }
}
