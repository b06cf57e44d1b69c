package org.letterlock.server.delivery;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.letterlock.mailbox.AccountId;
import org.letterlock.server.account.Accounts;
import org.letterlock.smtp.address.Mailbox;

/**
 * Whose mail an address is. Asked in this order: an alias, an account, the same without what stands behind {@code +}, the
 * postmaster, what catches all in the domain. Addresses are data: nothing in them is a path, a pattern or a command.
 * Letter case makes no difference. Immutable.
 */
public final class AddressBook {
    private static final String POSTMASTER = "postmaster";

    private final Accounts accounts;
    private final Set<String> domains;
    private final Map<String, List<String>> aliases; // whole addresses, lower case
    private final Map<String, String> catchAll; // by domain
    private final String postmaster;
    private final char delimiter;

    /**
     * What is configured.
     *
     * @param domains whose mail is local; the first is that of names without one
     * @param aliases address, with or without domain, to the addresses it stands for
     * @param catchAll domain to the account that gets what nobody else there does
     * @param postmaster the account for {@code postmaster} at any local domain (RFC 5321, 4.5.1); empty for the first
     *     account there is
     * @param delimiter what begins the detail of {@code user+detail}; {@code \0} for none
     */
    public record Rules(
            List<String> domains,
            Map<String, List<String>> aliases,
            Map<String, String> catchAll,
            String postmaster,
            char delimiter) {
        public Rules {
            if (domains.isEmpty()) throw new IllegalArgumentException("there must be a domain");
            domains = domains.stream().map(d -> d.toLowerCase(Locale.ROOT)).toList();
            aliases = Map.copyOf(aliases);
            catchAll = Map.copyOf(catchAll);
        }

        /** One domain, nothing special. */
        public static Rules of(String domain) {
            return new Rules(List.of(domain), Map.of(), Map.of(), "", '+');
        }
    }

    /** What an address comes to. */
    public sealed interface Destination {
        /** These mailboxes, each once. */
        record Local(List<AccountId> accounts) implements Destination {
            public Local {
                accounts = List.copyOf(accounts);
            }
        }

        /** Our domain, nobody there. */
        record Unknown() implements Destination {}

        /** Somebody else's domain. */
        record Elsewhere() implements Destination {}
    }

    private AddressBook(
            Accounts accounts,
            Rules rules,
            Map<String, List<String>> aliases,
            Map<String, String> catchAll,
            String postmaster) {
        this.accounts = accounts;
        this.domains = new LinkedHashSet<>(rules.domains());
        this.aliases = aliases;
        this.catchAll = catchAll;
        this.postmaster = postmaster;
        this.delimiter = rules.delimiter();
    }

    /** @throws IllegalArgumentException naming the alias, domain or account that does not fit */
    public static AddressBook of(Rules rules, Accounts accounts) {
        if (!accounts.domain().equals(rules.domains().get(0)))
            throw new IllegalArgumentException("accounts belong to " + accounts.domain());
        for (var account : accounts.all()) {
            var domain = domainOf(account.name());
            if (!rules.domains().contains(domain))
                throw new IllegalArgumentException("account " + account.name() + ": " + domain + " is no local domain");
        }
        var aliases = new LinkedHashMap<String, List<String>>();
        rules.aliases().forEach((from, to) -> {
            var whole = accounts.canonical(from);
            if (!rules.domains().contains(domainOf(whole)))
                throw new IllegalArgumentException("alias " + from + ": " + domainOf(whole) + " is no local domain");
            if (accounts.find(whole).isPresent())
                throw new IllegalArgumentException("alias " + from + " is also an account");
            if (to.isEmpty()) throw new IllegalArgumentException("alias " + from + " stands for nobody");
            if (aliases.put(whole, to.stream().map(accounts::canonical).toList()) != null)
                throw new IllegalArgumentException("alias " + from + " is named twice");
        });
        var catchAll = new LinkedHashMap<String, String>();
        rules.catchAll().forEach((domain, account) -> {
            var lower = domain.toLowerCase(Locale.ROOT);
            if (!rules.domains().contains(lower))
                throw new IllegalArgumentException("catch-all for " + domain + ": it is no local domain");
            catchAll.put(lower, existing(accounts, account, "catch-all for " + domain));
        });
        var postmaster = !rules.postmaster().isEmpty()
                ? existing(accounts, rules.postmaster(), "postmaster")
                : accounts.all().isEmpty()
                        ? POSTMASTER + "@" + accounts.domain() // kept, for when somebody gets that account
                        : accounts.all().get(0).name();
        var book = new AddressBook(accounts, rules, aliases, catchAll, postmaster);
        aliases.forEach((from, to) -> to.forEach(address -> {
            if (!(book.find(address) instanceof Destination.Local))
                throw new IllegalArgumentException("alias " + from + ": " + address + " is not an address here");
        }));
        return book;
    }

    private static String existing(Accounts accounts, String name, String what) {
        return accounts.find(name)
                .orElseThrow(() -> new IllegalArgumentException(what + ": there is no account " + name))
                .name();
    }

    /** Whose mail is for {@code mailbox}. */
    public Destination find(Mailbox mailbox) {
        if (mailbox.domain().isEmpty()) return local(postmaster); // RFC 5321, 4.1.1.3: the bare <postmaster>
        return find(mailbox.localPart() + "@" + mailbox.domain());
    }

    private Destination find(String address) {
        var whole = Normalizer.normalize(address, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        if (!domains.contains(domainOf(whole))) return new Destination.Elsewhere();
        var found = new LinkedHashSet<AccountId>();
        var seen = new LinkedHashSet<String>();
        var open = new ArrayDeque<String>();
        open.add(whole);
        while (!open.isEmpty()) { // an alias may stand for an alias; a circle ends where it began
            var next = open.remove();
            if (!seen.add(next)) continue;
            var targets = aliases.get(next);
            if (targets == null) targets = aliases.get(withoutDetail(next));
            if (targets != null) open.addAll(targets);
            else account(next, found);
        }
        return found.isEmpty() ? new Destination.Unknown() : new Destination.Local(List.copyOf(found));
    }

    private void account(String address, Set<AccountId> found) {
        var account = accounts.find(address).or(() -> accounts.find(withoutDetail(address)));
        if (account.isPresent()) {
            found.add(new AccountId(account.get().name()));
        } else if (localPartOf(address).equals(POSTMASTER)) {
            found.add(new AccountId(postmaster));
        } else {
            var rest = catchAll.get(domainOf(address));
            if (rest != null) found.add(new AccountId(rest));
        }
    }

    /** Whether {@code account} may send as {@code from}: mail to that address comes to it, and not only because nobody else wants it. RFC 6409, 6.1. */
    public boolean owns(String account, Mailbox from) {
        var address = Normalizer.normalize(from.localPart() + "@" + from.domain(), Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT);
        boolean named = accounts.find(address)
                        .or(() -> accounts.find(withoutDetail(address)))
                        .isPresent()
                || aliases.containsKey(address)
                || aliases.containsKey(withoutDetail(address))
                || localPartOf(address).equals(POSTMASTER);
        return named
                && find(address) instanceof Destination.Local l
                && l.accounts().contains(new AccountId(account));
    }

    private String withoutDetail(String address) {
        if (delimiter == 0) return address;
        int at = address.lastIndexOf('@');
        int detail = address.indexOf(delimiter);
        return detail <= 0 || detail > at ? address : address.substring(0, detail) + address.substring(at);
    }

    private static Destination local(String account) {
        return new Destination.Local(List.of(new AccountId(account)));
    }

    private static String domainOf(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static String localPartOf(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf('@')));
    }
}
