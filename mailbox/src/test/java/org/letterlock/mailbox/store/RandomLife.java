package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailQueue;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.UidSet;

/** What users do to a store, by chance: the same seed does the same to every store. */
final class RandomLife {
    private static final List<String> NAMES = List.of("INBOX", "a", "a/b", "a/b/c", "d", "Sent", "x/y");
    private static final List<AccountId> ACCOUNTS =
            List.of(new AccountId("ann@example.test"), new AccountId("bob@example.test"));
    private final Random random;
    private final int largest;

    /** {@code largest}: octets of a message at most. */
    RandomLife(long seed, int largest) {
        this.random = new Random(seed);
        this.largest = largest;
    }

    /** One thing more; what it answers once it is done. */
    CompletionStage<?> step(MailStore store) {
        var id = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        var account = store.account(id);
        var name = name();
        switch (random.nextInt(16)) {
            case 0:
                return account.create(name, random.nextBoolean() ? Set.of(SpecialUse.SENT) : Set.of());
            case 1:
                return random.nextInt(3) > 0 ? account.subscribe(name, random.nextBoolean()) : account.delete(name);
            case 2:
                return account.rename(name, name());
            case 3, 4, 5: {
                var other = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
                var targets = List.of(new Target(id, name), new Target(other, MailboxName.INBOX));
                return store.deliver(targets, message(store), queueing(store));
            }
            case 6: {
                var changes = queueing(store);
                return store.queue().change(new MailQueue.Changes(List.of(), changes.updated(), changes.removed()));
            }
            default:
        }
        var mailbox =
                account.open(name).or(() -> account.open(MailboxName.INBOX)).orElseThrow();
        return inMailbox(store, mailbox, account.open(name()).orElse(mailbox));
    }

    private CompletionStage<?> inMailbox(MailStore store, Mailbox mailbox, Mailbox other) {
        long first = 1 + random.nextInt((int) mailbox.status().uidNext());
        var uids = UidSet.of(List.of(new UidSet.Range(first, first + random.nextInt(4))));
        switch (random.nextInt(8)) {
            case 0, 1: {
                var messages = new ArrayList<NewMessage>();
                for (int i = random.nextInt(3); i >= 0; i--) messages.add(message(store));
                return mailbox.append(messages);
            }
            case 2, 3: {
                var mode = FlagChange.Mode.values()[random.nextInt(3)];
                return mailbox.store(uids, new FlagChange(mode, flags()), OptionalLong.empty());
            }
            case 4:
                return mailbox.expunge(uids);
            case 5:
                return mailbox.remove(uids);
            case 6:
                return mailbox.copy(uids, other, false);
            default:
                return mailbox.copy(uids, other, true);
        }
    }

    private MailQueue.Changes queueing(MailStore store) {
        var changes = MailQueue.Changes.NONE;
        var entries = store.queue().entries();
        if (random.nextInt(4) == 0) changes = changes.andAdd(ByteBuffer.wrap(new byte[] {(byte) random.nextInt(99)}));
        if (!entries.isEmpty() && random.nextInt(3) == 0) {
            var entry = entries.get(random.nextInt(entries.size()));
            if (random.nextBoolean()) changes = changes.andRemove(entry.id());
            else changes = changes.andUpdate(entry.id(), ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        return changes;
    }

    private NewMessage message(MailStore store) {
        var octets = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? largest : Math.min(largest, 500))];
        random.nextBytes(octets);
        try (var spool = store.spool(0)) {
            spool.write(ByteBuffer.wrap(octets));
            return new NewMessage(spool.finish(), flags(), new InternalDate(random.nextInt(), random.nextInt(120)));
        }
    }

    private Flags flags() {
        var system = Set.of(SystemFlag.values()[random.nextInt(SystemFlag.values().length)]);
        return Flags.of(system, random.nextInt(3) == 0 ? List.of("k" + random.nextInt(9), "K1") : List.of());
    }

    private MailboxName name() {
        return new MailboxName(NAMES.get(random.nextInt(NAMES.size())));
    }
}
