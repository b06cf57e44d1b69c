package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.UidSet;

/** What the operations in some files of the log are about: all that must be said again before the files go. */
final class Touched {
    private final Map<Long, List<UidSet.Range>> messages = new HashMap<>();
    private final Map<Long, List<Gone>> expunged = new HashMap<>();
    private final Set<AccountId> accounts = new TreeSet<>();
    private final Set<Long> queued = new HashSet<>();

    record Gone(long modSequence, UidSet uids) {}

    void read(ByteBuffer ops) {
        var in = new OpsInput(ops);
        while (in.more()) read(in);
    }

    private void read(OpsInput in) {
        switch (in.op()) {
            case NONE, STATE -> throw new IllegalArgumentException("no operation of the log");
            case BOX -> {
                messages.computeIfAbsent(in.number64(), id -> new ArrayList<>());
                accounts.add(in.account());
                in.name();
                in.uidValidity();
                in.octet();
                in.number64();
                in.number64();
            }
            case ROWS -> {
                var uids = uids(in.number64());
                for (var row : in.rows()) uids.add(new UidSet.Range(row.uid(), row.uid()));
            }
            case FLAGS -> {
                var uids = uids(in.number64());
                in.number64();
                in.flags();
                uids.addAll(in.uids().ranges());
            }
            case EXPUNGE ->
                expunged.computeIfAbsent(in.number64(), id -> new ArrayList<>())
                        .add(new Gone(in.number64(), in.uids()));
            case NAME -> {
                accounts.add(in.account());
                in.name();
                in.octet();
                in.uses();
                in.number64();
            }
            case SUBSCRIBE -> {
                accounts.add(in.account());
                in.name();
                in.octet();
            }
            case LEFT -> {
                accounts.add(in.account());
                in.name();
                in.uidValidity();
            }
            case FLOOR -> {
                accounts.add(in.account());
                in.uidValidity();
            }
            case QUEUED -> {
                queued.add(in.number64());
                in.number32();
                in.number64();
                in.octets();
            }
            case UNQUEUED -> in.number64();
            case MARKS -> {
                in.number64();
                in.number32();
            }
        }
    }

    private List<UidSet.Range> uids(long mailbox) {
        return messages.computeIfAbsent(mailbox, id -> new ArrayList<>());
    }

    boolean mailbox(StoredMailbox mailbox) {
        return messages.containsKey(mailbox.id());
    }

    UidSet messages(StoredMailbox mailbox) {
        return UidSet.of(messages.getOrDefault(mailbox.id(), List.of()));
    }

    List<Gone> expunged(StoredMailbox mailbox) {
        return expunged.getOrDefault(mailbox.id(), List.of());
    }

    boolean account(StoredAccount account) {
        return accounts.contains(account.id());
    }

    boolean queued(QueuedMail mail) {
        return queued.contains(mail.id());
    }
}
