package org.letterlock.server.config;

import java.util.Optional;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.store.StoreSettings;

/** The section {@code storage}: where mail is kept, and how much of it. */
final class StorageSettings {
    private StorageSettings() {}

    /** Where mail is kept. */
    private enum Kind {
        MEMORY
    }

    static Optional<StoreSettings> read(Section s) {
        s.choice("kind", Kind.class, Kind.MEMORY);
        var d = StoreSettings.DEFAULTS;
        return s.make(() -> new StoreSettings(
                s.count("max-mailboxes", d.maxMailboxes()),
                s.count("max-keywords", d.maxKeywords()),
                s.size("max-message-size", d.maxMessageSize()),
                new QuotaLimits(
                        s.has("max-account-messages") ? s.count("max-account-messages", 0) : StoreSettings.UNLIMITED,
                        s.size("max-account-bytes", StoreSettings.UNLIMITED)),
                new QuotaLimits(
                        s.has("max-domain-messages") ? s.count("max-domain-messages", 0) : StoreSettings.UNLIMITED,
                        s.size("max-domain-bytes", StoreSettings.UNLIMITED)),
                s.count("expunge-history", d.expungeHistory()),
                s.size("max-spooled-bytes", d.maxSpooledBytes())));
    }
}
