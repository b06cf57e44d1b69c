package org.letterlock.mailbox.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;

/**
 * Makes of operations what they are about, before the store is open to anybody. It reads them leniently: one that was
 * lost to damage takes away what only it knew, no more. What nobody could have written is refused. See {@link Ops}.
 */
final class Rebuild {
    private static final int LEAST = 32; // octets of log for a UID or a MODSEQ
    private static final long UNKNOWN = 64L << 20;
    private final Engine engine;
    private final Map<Long, StoredMailbox> mailboxes = new HashMap<>();
    private @Nullable IndexFile index; // that is read now

    Rebuild(Engine engine) {
        this.engine = engine;
    }

    /** Does what an index says; the states themselves stay there. */
    void apply(IndexFile from) throws IOException {
        index = from;
        from.operations(this::apply);
        index = null;
    }

    /** Does what the operations say. @throws StoreException when they are none that this version writes */
    void apply(ByteBuffer ops) {
        try {
            var in = new OpsInput(ops);
            while (in.more()) apply(in);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StoreException("an operation of the log makes no sense: " + e.getMessage(), e);
        }
    }

    private void apply(OpsInput in) {
        switch (in.op()) {
            case NONE -> throw new IllegalArgumentException("no operation");
            case BOX -> box(in);
            case ROWS -> {
                var mailbox = mailbox(in);
                var rows = in.rows();
                if (mailbox != null) set(mailbox, mailbox.state().withRows(rows));
            }
            case FLAGS -> {
                var mailbox = mailbox(in);
                long changed = in.number64();
                var outcome = in.flags();
                var uids = in.uids();
                if (mailbox != null) set(mailbox, mailbox.state().withFlags(uids, outcome, changed));
            }
            case EXPUNGE -> {
                var mailbox = mailbox(in);
                long changed = in.number64();
                var uids = in.uids();
                if (mailbox != null)
                    set(
                            mailbox,
                            mailbox.state()
                                    .withoutUids(
                                            uids, changed, engine.settings().expungeHistory()));
            }
            case NAME -> name(in);
            case SUBSCRIBE -> {
                var names = names(in);
                names.subscribe(in.name(), in.octet() == 1);
            }
            case LEFT -> {
                var names = names(in);
                var name = in.name();
                names.left(name, validity(in).value());
            }
            case FLOOR -> {
                var names = names(in);
                names.floor(validity(in).value());
            }
            case QUEUED -> engine.queue().rebuilt(id(in), in.number32(), in.number64(), in.octets());
            case UNQUEUED -> engine.queue().gone(id(in));
            case MARKS -> {
                id(in);
                engine.keepUidValidity(in.number32()); // 0 while nobody has a mailbox
            }
            case STATE -> state(in);
            case ONLY -> only(in);
            case LEFT_QUEUE ->
                in.ids().forEach(ids -> {
                    engine.queue().gone(ids.first(), ids.last());
                    engine.idGiven(ids.last());
                });
        }
    }

    private void state(OpsInput in) {
        var mailbox = mailbox(in);
        long recentFrom = in.number64();
        int recent = (int) in.number32();
        int messages = (int) in.number32();
        int unseen = (int) in.number32();
        int deleted = (int) in.number32();
        long size = in.number64();
        long offset = in.number64();
        int length = (int) in.number32();
        if (mailbox == null || index == null) throw new IllegalArgumentException("the state of no mailbox");
        var box = mailbox.part().summary();
        var summary = new Summary(
                box.name(),
                box.uidValidity(),
                true,
                messages,
                unseen,
                deleted,
                size,
                box.uidNext(),
                box.modSequence(),
                recentFrom,
                recent);
        mailbox.part().stored(new Place(index, offset, length), summary);
        mailbox.takeRecent(recentFrom);
    }

    private @Nullable StoredMailbox mailbox(OpsInput in) {
        return mailboxes.get(id(in));
    }

    private long id(OpsInput in) {
        long id = in.number64();
        engine.idGiven(id);
        return id;
    }

    private UidValidity validity(OpsInput in) {
        var validity = in.uidValidity();
        engine.keepUidValidity(validity.value());
        return validity;
    }

    private Names names(OpsInput in) {
        return engine.rebuilt(in.account()).names();
    }

    private static void set(StoredMailbox mailbox, MailboxState state) {
        mailbox.part().commit(state);
    }

    private void box(OpsInput in) {
        long id = id(in);
        var account = engine.rebuilt(in.account());
        var name = in.name();
        var validity = validity(in);
        boolean exists = in.octet() == 1;
        long uidNext = in.number64();
        long modSequence = in.number64();
        var mailbox = mailboxes.get(id);
        if (!exists) {
            if (mailbox != null) unname(mailbox);
            mailboxes.remove(id);
            return;
        }
        if (mailbox == null) {
            mailbox = new StoredMailbox(id, account, MailboxState.created(name, validity, engine.emptyTable()));
            mailboxes.put(id, mailbox);
        }
        if (account.names().mailbox(name) != mailbox) {
            var node = unname(mailbox);
            account.names().put(name, new Names.Node(mailbox, node == null ? Set.of() : node.uses()));
        }
        if (!mailbox.name().equals(name) || !mailbox.uidValidity().equals(validity))
            set(mailbox, mailbox.state().renamed(name, validity));
        mailbox.part().raise(uidNext, modSequence);
    }

    private static Names.@Nullable Node unname(StoredMailbox mailbox) {
        var names = mailbox.account().names();
        var node = names.get(mailbox.name());
        if (node == null || node.mailbox() != mailbox) return null;
        names.set(mailbox.name(), null);
        return node;
    }

    private void only(OpsInput in) {
        var account = engine.rebuilt(in.account());
        var ids = in.numbers64();
        mailboxes.values().removeIf(mailbox -> mailbox.account() == account && !ids.contains(mailbox.id()));
        account.names().clear();
    }

    private void name(OpsInput in) {
        var names = names(in);
        var name = in.name();
        int kind = in.octet();
        var uses = in.uses();
        var mailbox = mailbox(in);
        if (kind == Ops.GONE) names.set(name, null);
        else names.set(name, new Names.Node(kind == Ops.MAILBOX ? mailbox : null, uses));
    }

    /**
     * So many octets of the log are lost, or an unknown number when 0: whatever UIDs and MODSEQs they gave, those are not
     * given again. Nobody knows whose they were.
     */
    void lost(long octets) {
        long most = (octets > 0 ? octets : UNKNOWN) / LEAST + 1;
        for (var mailbox : mailboxes.values()) {
            var now = mailbox.part().summary();
            mailbox.part().raise(Math.min(now.uidNext() + most, Uid.MAX + 1), now.modSequence() + most);
        }
    }

    /** A mailbox whose own name was lost, and whose last one another has now, is there under a name that says so. */
    private void named(StoredMailbox mailbox) {
        var names = mailbox.account().names();
        if (names.mailbox(mailbox.name()) == mailbox) return;
        var name = new MailboxName("Recovered " + mailbox.id());
        if (names.get(name) != null) return;
        names.put(name, new Names.Node(mailbox, Set.of()));
        set(mailbox, mailbox.state().renamed(name, mailbox.uidValidity()));
    }

    /** After the last operation: each mailbox has a name. */
    void named() {
        mailboxes.values().forEach(this::named);
    }

    /** After the last operation, as {@link #named()}; and accounts know what their messages take up, and each has its INBOX. */
    void done() {
        named();
        for (var account : engine.stored()) {
            long messages = 0;
            long octets = 0;
            for (var node : account.names().all()) {
                var mailbox = node.mailbox();
                if (mailbox == null) continue;
                var summary = mailbox.part().summary();
                messages += summary.messages();
                octets += summary.size();
            }
            account.quota().count(messages, octets);
            if (account.names().mailbox(MailboxName.INBOX) == null) account.makeInbox(); // written when it is asked for
            else account.written();
        }
    }
}
