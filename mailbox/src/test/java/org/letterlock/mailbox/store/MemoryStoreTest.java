package org.letterlock.mailbox.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailStoreContract;

class MemoryStoreTest extends MailStoreContract {
    @Override
    protected MailStore open() {
        return new MemoryStore(Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
    }
}
