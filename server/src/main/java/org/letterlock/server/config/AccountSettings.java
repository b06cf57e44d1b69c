package org.letterlock.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.ClearPassword;
import org.letterlock.server.account.PasswordFile;
import org.letterlock.server.account.ProblemInPasswordFile;
import org.letterlock.server.delivery.AddressBook;

/** The section {@code accounts}: who has mail here, how passwords are kept, and which addresses are whose. */
record AccountSettings(Section section, Path folder, List<String> warnings) {
    /** @param domain of names without one */
    Accounts accounts(String domain) {
        var nobody = Accounts.of(domain, List.of());
        boolean clearAllowed = section.flag("clear-passwords", false);
        if (!section.has("file")) {
            section.problem("file", "accounts.file is missing: the password file; `letterlock user add` makes one");
            return nobody;
        }
        var path = folder.resolve(section.text("file"));
        var file = new PasswordFile(path);
        try {
            var accounts = file.read(domain);
            if (file.worldReadable())
                section.problem(
                        "file", path + ": everybody on this machine can read these passwords; chmod 600 " + path);
            weaknesses(path, accounts, clearAllowed);
            return accounts;
        } catch (ProblemInPasswordFile e) {
            section.problem("file", String.valueOf(e.getMessage()));
            return nobody;
        }
    }

    /** Says whose passwords a thief of the file has at once, which is refused, or soon, which is warned of. docs/decisions/0715. */
    private void weaknesses(Path path, Accounts accounts, boolean clearAllowed) {
        var clear = accounts.all().stream()
                .filter(a -> a.credential() instanceof ClearPassword)
                .map(Account::name)
                .toList();
        if (!clear.isEmpty()) {
            var said =
                    path + ": passwords in the clear ({PLAIN}): " + some(clear) + "; `letterlock user add` hashes them";
            if (clearAllowed) warnings.add(said);
            else section.problem("file", said + ", accounts.clear-passwords = true takes them all the same");
        }
        Map<String, List<String>> weak = new LinkedHashMap<>();
        for (var account : accounts.all()) {
            var why = account.credential().weakness();
            if (!why.isEmpty() && !(account.credential() instanceof ClearPassword))
                weak.computeIfAbsent(why, w -> new ArrayList<>()).add(account.name());
        }
        weak.forEach((why, names) -> warnings.add(path + ": passwords that are soon guessed by who steals the file ("
                + why + "): " + some(names) + "; `letterlock user add` hashes them better"));
    }

    private static String some(List<String> names) {
        int shown = Math.min(names.size(), 10);
        return String.join(", ", names.subList(0, shown))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }

    /** The digest of the password file. */
    String digest() {
        try {
            var octets = Files.readAllBytes(folder.resolve(section.text("file", "")));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (IOException | GeneralSecurityException e) {
            return ""; // said when it was read
        }
    }

    Optional<AddressBook.Rules> addresses(List<String> domains, Accounts accounts) {
        var aliases = section.table("aliases");
        var catchAll = new LinkedHashMap<String, String>();
        section.table("catch-all").forEach((domain, account) -> {
            if (account.size() == 1) catchAll.put(domain, account.get(0));
            else section.problem("catch-all", "accounts.catch-all of " + domain + " takes one account");
        });
        var postmaster = section.text("postmaster", "");
        var delimiter = section.text("detail-delimiter", "+");
        if (delimiter.length() > 1)
            section.problem("detail-delimiter", "accounts.detail-delimiter is one character, or \"\" for none");
        if (domains.isEmpty()) return Optional.empty();
        return section.make(() -> {
            var rules = new AddressBook.Rules(
                    domains, aliases, catchAll, postmaster, delimiter.isEmpty() ? '\0' : delimiter.charAt(0));
            AddressBook.of(rules, accounts); // says what does not fit
            return rules;
        });
    }
}
