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
import org.letterlock.mailbox.MailAccount;
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
    /** All there is to do. */
    static final Set<String> ALL = Set.of(
            "create",
            "subscribe",
            "unsubscribe",
            "delete",
            "rename",
            "deliver",
            "deliver and queue",
            "update queue",
            "remove from queue",
            "append",
            "store",
            "expunge",
            "remove",
            "copy",
            "move");

    private final Random random;
    private final int largest;
    private String last = "";

    /** {@code largest}: octets of a message at most. */
    RandomLife(long seed, int largest) {
        this.random = new Random(seed);
        this.largest = largest;
    }

    /** What was done last. */
    String last() {
        return last;
    }

    /** One thing more; what it answers once it is done. */
    CompletionStage<?> step(MailStore store) {
        var id = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        var account = store.account(id);
        var name = name();
        switch (random.nextInt(16)) {
            case 0:
                last = "create";
                return account.create(name, random.nextBoolean() ? Set.of(SpecialUse.SENT) : Set.of());
            case 1: {
                if (random.nextInt(3) == 0) return delete(account, name);
                boolean subscribe = random.nextBoolean();
                last = subscribe ? "subscribe" : "unsubscribe";
                return account.subscribe(name, subscribe);
            }
            case 2:
                last = "rename";
                return account.rename(name, name());
            case 3, 4, 5: {
                var other = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
                var targets = List.of(new Target(id, name), new Target(other, MailboxName.INBOX));
                var message = message(store);
                var queueing = queueing(store);
                last = queueing.added().isEmpty() ? "deliver" : "deliver and queue";
                return store.deliver(targets, message, queueing);
            }
            case 6: {
                var changes = queueing(store);
                last = changes.removed().isEmpty() ? "update queue" : "remove from queue";
                return store.queue().change(new MailQueue.Changes(List.of(), changes.updated(), changes.removed()));
            }
            default:
        }
        var mailbox =
                account.open(name).or(() -> account.open(MailboxName.INBOX)).orElseThrow();
        return inMailbox(store, mailbox, account.open(name()).orElse(mailbox));
    }

    private CompletionStage<?> delete(MailAccount account, MailboxName name) {
        last = "delete";
        return account.delete(name);
    }

    private CompletionStage<?> inMailbox(MailStore store, Mailbox mailbox, Mailbox other) {
        long first = 1 + random.nextInt((int) mailbox.status().uidNext());
        var uids = UidSet.of(List.of(new UidSet.Range(first, first + random.nextInt(4))));
        switch (random.nextInt(8)) {
            case 0, 1: {
                last = "append";
                var messages = new ArrayList<NewMessage>();
                for (int i = random.nextInt(3); i >= 0; i--) messages.add(message(store));
                return mailbox.append(messages);
            }
            case 2, 3: {
                last = "store";
                var mode = FlagChange.Mode.values()[random.nextInt(3)];
                return mailbox.store(uids, new FlagChange(mode, flags()), OptionalLong.empty());
            }
            case 4:
                last = "expunge";
                return mailbox.expunge(uids);
            case 5:
                last = "remove";
                return mailbox.remove(uids);
            case 6:
                last = "copy";
                return mailbox.copy(uids, other, false);
            default:
                last = "move";
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
