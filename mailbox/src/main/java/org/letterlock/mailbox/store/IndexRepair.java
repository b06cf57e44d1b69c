package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.disk.SegmentLog;

/**
 * Makes mailboxes be what the log says, by a change like any other: sessions and clients hear what is other than they were
 * told, and MODSEQs only rise. All that differs is locked until the log was read once more.
 */
final class IndexRepair {
    private final Engine engine;
    private final SegmentLog log;
    private final LongFunction<FromLog> fromLog;
    private final Map<Long, StoredMailbox> live = new HashMap<>();

    IndexRepair(Engine engine, SegmentLog log, LongFunction<FromLog> fromLog) {
        this.engine = engine;
        this.log = log;
        this.fromLog = fromLog;
    }

    /** Waits until readers see all that was sequenced before. */
    static void settle(Engine engine) {
        try (var commit = engine.begin()) {
            var out = new OpsBuffer();
            Ops.marks(out, engine.highestId(), engine.highestUidValidity());
            commit.stageAgain(out.done());
            done(commit);
        }
    }

    private static void done(Commit commit) {
        var result = commit.done(true).toCompletableFuture().join();
        if (result instanceof StoreResult.Refused<?> refused)
            throw new StoreException("nothing was repaired: " + refused.detail());
    }

    /** Mends what was {@code found}; nothing, when the log cannot be read everywhere: then nobody knows who is right. */
    void run(IndexCheck found) {
        var accounts = new ArrayList<StoredAccount>();
        for (var id : found.accounts()) accounts.add(engine.account(id));
        try (var commit = engine.begin().lockNames(accounts)) {
            for (var mailbox : engine.mailboxes()) live.put(mailbox.id(), mailbox);
            var these = new ArrayList<StoredMailbox>();
            for (long id : found.mailboxes()) {
                var mailbox = live.get(id);
                if (mailbox != null) these.add(mailbox);
            }
            commit.lockMailboxes(these);
            settle(engine);
            var right = fromLog.apply(log.durableLsn());
            if (!right.findings().isEmpty()) return;
            var known = right.mailboxes();
            for (var mailbox : these) mend(commit, mailbox, known.get(mailbox.id()), right);
            for (var account : accounts) names(commit, account, right);
            queue(right);
            done(commit);
        }
    }

    private void mend(Commit commit, StoredMailbox mailbox, @Nullable StoredMailbox known, FromLog right) {
        var now = commit.state(mailbox);
        if (!now.exists()) return;
        if (known == null) {
            commit.stage(mailbox, now.deleted());
            commit.release(
                    mailbox.account(), now.messages().count(), now.messages().size());
            live.remove(mailbox.id());
            return;
        }
        var state = known.state();
        long changed = Math.max(now.modSequence(), state.modSequence()) + 1;
        var rows = new ArrayList<Row>();
        for (int i = 0; i < state.messages().count(); i++) {
            var row = state.messages().row(i);
            int at = now.messages().find(row.uid());
            if (at < 0 || !row.equals(now.messages().row(at))) rows.add(row.at(changed));
        }
        var gone = new ArrayList<UidSet.Range>();
        for (int i = 0; i < now.messages().count(); i++) {
            long uid = now.messages().uid(i);
            if (state.messages().find(uid) < 0) gone.add(new UidSet.Range(uid, uid));
        }
        var next = state.withRows(rows).withMarks(right.isSure() ? 1 : now.uidNext(), changed);
        var out = new OpsBuffer();
        if (!gone.isEmpty()) {
            var uids = UidSet.of(gone);
            next = next.withoutUids(uids, changed, engine.settings().expungeHistory());
        }
        Ops.box(out, mailbox, next);
        if (!rows.isEmpty()) Ops.rows(out, mailbox, rows);
        if (!gone.isEmpty()) Ops.expunged(out, mailbox, changed, UidSet.of(gone));
        commit.stage(mailbox, next);
        commit.stageAgain(out.done());
        commit.release(
                mailbox.account(),
                now.messages().count() - next.messages().count(),
                now.messages().size() - next.messages().size());
    }

    private void names(Commit commit, StoredAccount account, FromLog log) {
        var before = account.part().sequenced();
        var right = log.engine().rebuilt(account.id()).names();
        var next = commit.names(account);
        for (var entry : before.list()) {
            var name = entry.name();
            var node = before.get(name);
            var mailbox = node == null ? null : node.mailbox();
            boolean stays =
                    mailbox != null && name.isInbox() && commit.state(mailbox).exists();
            if (entry.exists() && right.get(name) == null && !stays) next.remove(name, null);
            next.subscribe(name, false);
        }
        for (var entry : right.list()) {
            var name = entry.name();
            var node = right.get(name);
            if (node != null) {
                var mailbox = node.mailbox() == null ? null : live(commit, account, node.mailbox(), log);
                boolean there = mailbox != null || before.get(name) != null;
                if (there || log.isWhole()) next.put(name, new Names.Node(mailbox, node.uses()));
            }
            boolean was = before.list().stream().anyMatch(e -> e.name().equals(name) && e.subscribed());
            if (entry.subscribed() && (was || log.isWhole())) next.subscribe(name, true);
        }
    }

    /** The mailbox here that is {@code known} there; made, if it should be here; null, if it should not. */
    private @Nullable StoredMailbox live(Commit commit, StoredAccount account, StoredMailbox known, FromLog log) {
        var mailbox = live.get(known.id());
        if (mailbox != null || !log.isWhole()) return mailbox;
        engine.idGiven(known.id());
        engine.keepUidValidity(known.uidValidity().value());
        mailbox = new StoredMailbox(known.id(), account, known.state());
        live.put(mailbox.id(), mailbox);
        commit.stageNew(mailbox);
        commit.release(
                account,
                -known.state().messages().count(),
                -known.state().messages().size());
        return mailbox;
    }

    /** The log says it already, so nothing need be written. */
    private void queue(FromLog right) {
        var here = engine.queue();
        var known = new HashMap<Long, QueuedMail>();
        for (var mail : right.engine().queue().mails()) known.put(mail.id(), mail);
        for (var mail : List.copyOf(here.mails())) {
            var same = known.remove(mail.id());
            if (same == null) here.gone(mail.id());
            else if (mail.handle() != same.handle()
                    || !mail.part()
                            .committed()
                            .octets()
                            .equals(same.part().committed().octets())) rebuild(same);
        }
        if (right.isWhole()) known.values().forEach(this::rebuild);
    }

    private void rebuild(QueuedMail mail) {
        engine.idGiven(mail.id());
        engine.queue()
                .rebuilt(
                        mail.id(),
                        mail.size(),
                        mail.handle(),
                        mail.part().committed().octets());
    }
}
