package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final List<Ids> leftQueue = new ArrayList<>();

    /** From {@code first} to {@code last}, both included. */
    record Ids(long first, long last) {
        Ids {
            if (last < first) throw new IllegalArgumentException("ids " + first + " to " + last);
        }
    }

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
            case UNQUEUED -> {
                long id = in.number64();
                leftQueue(new Ids(id, id));
            }
            case LEFT_QUEUE -> in.ids().forEach(this::leftQueue);
            case ONLY -> {
                accounts.add(in.account());
                in.numbers64();
            }
            case MARKS -> {
                in.number64();
                in.number32();
            }
        }
    }

    /** Most leave nearly in their order. */
    private void leftQueue(Ids ids) {
        int end = leftQueue.size() - 1;
        if (end >= 0 && leftQueue.get(end).last() + 1 == ids.first())
            leftQueue.set(end, new Ids(leftQueue.get(end).first(), ids.last()));
        else leftQueue.add(ids);
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

    /** Entries that left the queue, in few words. */
    List<Ids> leftQueue() {
        leftQueue.sort(Comparator.comparingLong(Ids::first));
        var sorted = List.copyOf(leftQueue);
        leftQueue.clear();
        sorted.forEach(this::leftQueue);
        return leftQueue;
    }

    boolean queued(QueuedMail mail) {
        return queued.contains(mail.id());
    }
}
