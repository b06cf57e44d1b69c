package org.letterlock.mailbox.store;

import java.time.Clock;
import org.letterlock.mailbox.MailQueueContract;
import org.letterlock.mailbox.MailStore;

/** The queue in memory: the contract. */
class MemoryQueueTest extends MailQueueContract {
    @Override
    protected MailStore open(StoreSettings settings) {
        return new MemoryStore(settings, Clock.systemUTC());
    }
}
