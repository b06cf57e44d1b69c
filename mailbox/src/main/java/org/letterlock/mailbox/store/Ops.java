package org.letterlock.mailbox.store;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.UidSet;
import org.letterlock.mailbox.store.Change.MailboxChange;
import org.letterlock.mailbox.store.Change.NamesChange;

/**
 * A change as the log has it: operations, one behind the other. Each says what is so after it, with all numbers in it, so
 * that one can be read twice, and the next one makes sense when one before it was lost. Numbers are big-endian, names
 * stand behind two octets with their length.
 *
 * <pre>
 *   1 BOX        8 id · account · name · 4 UIDVALIDITY · 1 exists · 8 UIDNEXT · 8 highest MODSEQ
 *   2 ROWS       8 id · 4 count · rows
 *   3 FLAGS      8 id · 8 MODSEQ · flags · UIDs
 *   4 EXPUNGE    8 id · 8 MODSEQ · UIDs
 *   5 NAME       account · name · 1 kind (0 gone, 1 level, 2 mailbox) · 1 special uses · 8 id of the mailbox or 0
 *   6 SUBSCRIBE  account · name · 1 whether
 *   7 LEFT       account · name · 4 highest UIDVALIDITY of those that left it
 *   8 FLOOR      account · 4 highest UIDVALIDITY of names that are forgotten
 *   9 QUEUED     8 id · 4 size of the body · 8 handle · state
 *  10 UNQUEUED   8 id
 *  11 MARKS      8 highest id · 4 highest UIDVALIDITY
 *  12 STATE      8 id · 8 UID from which on messages are recent · 4 recent · 4 messages · 4 unseen · 4 deleted · 8 their size ·
 *                8 offset of the state's piece in the index · 4 its length
 *  13 ONLY       account · 4 count · 8 id of each mailbox it has; no name but those that follow
 *  14 LEFT_QUEUE 4 count · 8 first id, 8 last id of entries that are not in the queue any more
 * </pre>
 *
 * A BOX stands before all else of its mailbox in each change. STATE is in indexes only; ONLY and LEFT_QUEUE are what
 * compaction says for all that took something away in the files it deletes.
 */
enum Ops {
    NONE,
    BOX,
    ROWS,
    FLAGS,
    EXPUNGE,
    NAME,
    SUBSCRIBE,
    LEFT,
    FLOOR,
    QUEUED,
    UNQUEUED,
    MARKS,
    STATE,
    ONLY,
    LEFT_QUEUE;

    static final int GONE = 0;
    static final int LEVEL = 1;
    static final int MAILBOX = 2;

    /** All of {@code change}. */
    static ByteBuffer of(Change change) {
        var out = new OpsBuffer();
        change.mailboxes().forEach((mailbox, c) -> mailbox(out, mailbox, c));
        change.names().forEach((account, c) -> names(out, account, c));
        change.queued().forEach((mail, state) -> queued(out, mail, state));
        change.again().forEach(out::raw);
        return out.done();
    }

    private static void mailbox(OpsBuffer out, StoredMailbox mailbox, MailboxChange change) {
        var after = change.after();
        box(out, mailbox, after);
        if (!after.exists()) return;
        var messages = after.messages();
        int first = messages.ceiling(change.before().uidNext());
        if (first < messages.count()) {
            out.op(ROWS).number64(mailbox.id()).number32(messages.count() - first);
            for (int i = first; i < messages.count(); i++) out.row(messages.row(i));
        }
        if (!change.flagged().isEmpty()) flags(out, mailbox, after.modSequence(), change.flagged());
        if (!change.expunged().isEmpty())
            out.op(EXPUNGE).number64(mailbox.id()).number64(change.expungedAt()).uids(change.expunged());
    }

    static void box(OpsBuffer out, StoredMailbox mailbox, MailboxState state) {
        out.op(BOX)
                .number64(mailbox.id())
                .account(mailbox.account().id())
                .name(state.name())
                .number32(state.uidValidity().value())
                .octet(state.exists() ? 1 : 0)
                .number64(state.uidNext())
                .number64(state.modSequence());
    }

    static void box(OpsBuffer out, StoredMailbox mailbox, Summary summary) {
        out.op(BOX)
                .number64(mailbox.id())
                .account(mailbox.account().id())
                .name(summary.name())
                .number32(summary.uidValidity().value())
                .octet(summary.exists() ? 1 : 0)
                .number64(summary.uidNext())
                .number64(summary.modSequence());
    }

    /** Rows again, because their bodies are elsewhere now. */
    static void rows(OpsBuffer out, StoredMailbox mailbox, List<Row> rows) {
        out.op(ROWS).number64(mailbox.id()).number32(rows.size());
        for (var row : rows) out.row(row);
    }

    private static void flags(OpsBuffer out, StoredMailbox mailbox, long modSequence, Selection messages) {
        Map<Flags, Selection.Finder> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < messages.size(); i++)
            outcomes.computeIfAbsent(messages.flags(i), f -> new Selection.Finder(messages.table()))
                    .add(messages.position(i));
        outcomes.forEach((flags, those) ->
                flags(out, mailbox, modSequence, flags, those.found().uids()));
    }

    static void flags(OpsBuffer out, StoredMailbox mailbox, long modSequence, Flags flags, UidSet uids) {
        out.op(FLAGS).number64(mailbox.id()).number64(modSequence).flags(flags).uids(uids);
    }

    private static void names(OpsBuffer out, StoredAccount account, NamesChange change) {
        change.after().since(change.before(), new NamesOps(out, account.id()));
    }

    /** All names of an account, as for who knows none of them. */
    static void names(OpsBuffer out, StoredAccount account, Names names) {
        names.since(new Names(), new NamesOps(out, account.id()));
    }

    /** All names of an account, as for who may know some that are gone; and which mailboxes there are, likewise. */
    static void onlyNames(OpsBuffer out, StoredAccount account, Names names) {
        var ids = names.all().stream()
                .map(Names.Node::mailbox)
                .filter(Objects::nonNull)
                .mapToLong(StoredMailbox::id)
                .toArray();
        out.op(ONLY).account(account.id()).number32(ids.length);
        for (long id : ids) out.number64(id);
        names(out, account, names);
    }

    static void leftQueue(OpsBuffer out, List<Touched.Ids> gone) {
        out.op(LEFT_QUEUE).number32(gone.size());
        for (var ids : gone) out.number64(ids.first()).number64(ids.last());
    }

    static void expunged(OpsBuffer out, StoredMailbox mailbox, long modSequence, UidSet uids) {
        out.op(EXPUNGE).number64(mailbox.id()).number64(modSequence).uids(uids);
    }

    static void queued(OpsBuffer out, QueuedMail mail, QueuedMail.State state) {
        if (!state.in()) {
            out.op(UNQUEUED).number64(mail.id());
            return;
        }
        out.op(QUEUED)
                .number64(mail.id())
                .number32(mail.size())
                .number64(mail.handle())
                .octets(state.octets());
    }

    static void marks(OpsBuffer out, long highestId, long highestUidValidity) {
        out.op(MARKS).number64(highestId).number32(highestUidValidity);
    }

    /** Where a mailbox's state lies in the index that this stands in. */
    static void state(OpsBuffer out, StoredMailbox mailbox, Summary summary, long offset, int length) {
        out.op(STATE)
                .number64(mailbox.id())
                .number64(summary.recentFrom())
                .number32(summary.recent())
                .number32(summary.messages())
                .number32(summary.unseen())
                .number32(summary.deleted())
                .number64(summary.size())
                .number64(offset)
                .number32(length);
    }
}
