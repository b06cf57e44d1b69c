package org.letterlock.server.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.NamedQuotas;
import org.letterlock.server.StoragePlan;
import org.letterlock.server.StoragePlan.OnDisk;
import org.letterlock.server.account.Accounts;

/** The section {@code storage}: where mail is kept, and how much of it. */
record StorageSettings(Section section, Path folder, Accounts accounts, List<String> domains) {
    /** Where mail is kept. */
    private enum Kind {
        DISK,
        MEMORY
    }

    Optional<StoragePlan> read() {
        var kind = section.choice("kind", Kind.class, Kind.DISK);
        var directory = folder.resolve(section.text("directory", "store")).normalize();
        var disk = disk();
        var limits = limits();
        var quotas = quotas();
        if (disk.isEmpty() || limits.isEmpty()) return Optional.empty();
        return Optional.of(new StoragePlan(
                kind == Kind.DISK ? Optional.of(directory) : Optional.empty(), limits.get(), quotas, disk.get()));
    }

    private Optional<OnDisk> disk() {
        var d = OnDisk.DEFAULT;
        return section.make(() -> new OnDisk(
                section.size("min-free", d.minFree()), section.size("checkpoint-bytes", d.checkpointBytes())));
    }

    private Optional<StoreSettings> limits() {
        var d = StoreSettings.DEFAULTS;
        return section.make(() -> new StoreSettings(
                section.count("max-mailboxes", d.maxMailboxes()),
                section.count("max-keywords", d.maxKeywords()),
                section.size("max-message-size", d.maxMessageSize()),
                account(),
                domain(),
                section.count("expunge-history", d.expungeHistory()),
                section.size("max-spooled-bytes", d.maxSpooledBytes()),
                section.size("index-bytes", d.indexBytes())));
    }

    private QuotaLimits account() {
        return new QuotaLimits(
                section.has("max-account-messages")
                        ? section.count("max-account-messages", 0)
                        : StoreSettings.UNLIMITED,
                section.size("max-account-bytes", StoreSettings.UNLIMITED));
    }

    private QuotaLimits domain() {
        return new QuotaLimits(
                section.has("max-domain-messages") ? section.count("max-domain-messages", 0) : StoreSettings.UNLIMITED,
                section.size("max-domain-bytes", StoreSettings.UNLIMITED));
    }

    /** Those that have a quota of their own. */
    private NamedQuotas quotas() {
        var account = account();
        var domain = domain();
        Map<String, QuotaLimits> ofAccounts = new LinkedHashMap<>();
        Map<String, QuotaLimits> ofDomains = new LinkedHashMap<>();
        section.sections("quotas").forEach((name, s) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (domains.stream().anyMatch(lower::equalsIgnoreCase)) {
                ofDomains.put(lower, quota(s, domain));
            } else if (accounts.find(name).isPresent()) {
                ofAccounts.put(accounts.canonical(name), quota(s, account));
            } else {
                section.problem(
                        "quotas", "storage.quotas: " + Section.printable(name) + " is no account and no domain here");
            }
        });
        return new NamedQuotas(account, domain, ofAccounts, ofDomains);
    }

    private static QuotaLimits quota(Section s, QuotaLimits otherwise) {
        return new QuotaLimits(
                s.has("messages") ? s.count("messages", 0) : otherwise.messages(), s.size("bytes", otherwise.octets()));
    }
}
