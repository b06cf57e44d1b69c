package org.letterlock.server.account;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.letterlock.protocol.sasl.CertifiedAccounts;
import org.letterlock.tls.TlsPeer;

/**
 * Finds the account of a client's verified certificate: by its whole subject, where a table says whose that is, else by the mail
 * address in its subjectAltName. A common name alone never stands for anybody. RFC 5280, 4.2.1.6.
 */
public final class CertificateAccounts implements CertifiedAccounts {
    private final Supplier<Accounts> accounts;
    private final Map<X500Principal, String> bySubject;

    /** @param bySubject names of accounts */
    public CertificateAccounts(Supplier<Accounts> accounts, Map<X500Principal, String> bySubject) {
        this.accounts = accounts;
        this.bySubject = Map.copyOf(bySubject);
    }

    @Override
    public Optional<String> account(TlsPeer peer) {
        if (!peer.verified()) return Optional.empty();
        var now = accounts.get();
        var named = bySubject.get(peer.chain().get(0).getSubjectX500Principal());
        if (named != null) return now.find(named).map(Account::name);
        var found = new LinkedHashSet<String>();
        for (var address : peer.mailAddresses()) {
            if (address.indexOf('@') > 0) now.find(address).map(Account::name).ifPresent(found::add);
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }
}
