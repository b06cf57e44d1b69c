package org.letterlock.server.account;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody there is. A name is written with or without the domain, in any letter case; it means the same account:
 * {@code User1} and {@code user1@example.test} are both {@code user1@example.test}. Immutable.
 */
public final class Accounts {
    /** RFC 5321, 4.5.3.1: 64 octets before the @, 255 behind. */
    public static final int MAX_NAME = 320;

    private final String domain;
    private final Map<String, Account> byName;
    private final List<Account> all;

    private Accounts(String domain, Map<String, Account> byName) {
        this.domain = domain;
        this.byName = byName;
        this.all = List.copyOf(byName.values());
    }

    /**
     * @param domain what a name without domain belongs to
     * @throws IllegalArgumentException when two names mean the same account, or one cannot be a name
     */
    public static Accounts of(String domain, Collection<Account> accounts) {
        var primary = domain.toLowerCase(Locale.ROOT);
        var byName = new LinkedHashMap<String, Account>();
        for (var account : accounts) {
            var problem = problem(account.name());
            if (!problem.isEmpty()) throw new IllegalArgumentException(problem);
            var name = canonical(account.name(), primary);
            if (byName.put(name, new Account(name, account.credential())) != null)
                throw new IllegalArgumentException("account " + name + " is named twice");
        }
        return new Accounts(primary, byName);
    }

    /** What is wrong with {@code name} as the name of an account; empty when nothing is. */
    public static String problem(String name) {
        int at = name.indexOf('@');
        var local = at < 0 ? name : name.substring(0, at);
        if (local.isEmpty() || (at >= 0 && at == name.length() - 1)) return "an account is NAME or NAME@DOMAIN";
        if (name.length() > MAX_NAME) return "the name of an account is at most " + MAX_NAME + " characters";
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || (c >= 0x7f && c <= 0xa0) || Character.isSurrogate(c) || "\"\\<>()[],;:/".indexOf(c) >= 0)
                return "the name of an account has no blanks, control characters or any of \" \\ < > ( ) [ ] , ; : /";
        }
        return name.indexOf('@', at + 1) >= 0 && at >= 0 ? "the name of an account has one @" : "";
    }

    /** The domain of names without one. */
    public String domain() {
        return domain;
    }

    /** The one spelling of {@code name}, whether such an account exists or not. */
    public String canonical(String name) {
        return canonical(name, domain);
    }

    static String canonical(String name, String domain) {
        var lower = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return lower.indexOf('@') < 0 ? lower + "@" + domain : lower;
    }

    /** The account that somebody means by {@code name}. */
    public Optional<Account> find(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) return Optional.empty();
        return Optional.ofNullable(byName.get(canonical(name)));
    }

    /** All, in the order in which they were named. */
    public List<Account> all() {
        return all;
    }

    /** Whether everybody can use SCRAM, so that offering it locks nobody out. */
    public boolean allHaveScram() {
        return all.stream()
                .map(Account::credential)
                .allMatch(c -> c instanceof ClearPassword || c.scramKeys().isPresent());
    }

    /** These and one more, or with another password. */
    public Accounts with(Account account) {
        var accounts = new ArrayList<>(all);
        accounts.removeIf(a -> a.name().equals(canonical(account.name())));
        accounts.add(account);
        return of(domain, accounts);
    }
}
