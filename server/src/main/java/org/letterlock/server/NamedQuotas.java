package org.letterlock.server;

import java.util.Map;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.store.Quotas;

/**
 * How much accounts and domains may hold: some as they are named here, the others alike. Immutable.
 *
 * @param accounts by canonical name
 * @param domains by name, lower case
 */
public record NamedQuotas(
        QuotaLimits account, QuotaLimits domain, Map<String, QuotaLimits> accounts, Map<String, QuotaLimits> domains)
        implements Quotas {
    public static final NamedQuotas NONE =
            new NamedQuotas(QuotaLimits.UNLIMITED, QuotaLimits.UNLIMITED, Map.of(), Map.of());

    public NamedQuotas {
        accounts = Map.copyOf(accounts);
        domains = Map.copyOf(domains);
    }

    @Override
    public QuotaLimits ofAccount(AccountId id) {
        return accounts.getOrDefault(id.value(), account);
    }

    @Override
    public QuotaLimits ofDomain(String name) {
        return domains.getOrDefault(name, domain);
    }
}
