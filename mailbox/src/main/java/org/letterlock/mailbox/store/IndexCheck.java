package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.MailAccount.Entry;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.store.CheckReport.Difference;

/**
 * Compares what mailboxes are with what the log says that they are. The checksums of an index say that it is what was
 * written; this says that it is right. What is forgotten on purpose is not compared: how far back a mailbox knows what was
 * expunged.
 */
final class IndexCheck {
    private static final int MOST = 1000; // named one by one in a mailbox
    private final Capture capture;
    private final FromLog log;
    private final List<Difference> differences = new ArrayList<>();
    private final Set<Long> mailboxes = new TreeSet<>(); // that differ
    private final Set<AccountId> accounts = new TreeSet<>(); // whose names differ
    private int named; // in the mailbox looked at now

    /** {@code log}: up to the same LSN as {@code capture}. */
    IndexCheck(Capture capture, FromLog log) {
        this.capture = capture;
        this.log = log;
        var there = log.mailboxes();
        var here = new HashSet<Long>();
        for (var one : capture.mailboxes()) {
            here.add(one.mailbox().id());
            mailbox(one, there.get(one.mailbox().id()));
        }
        if (log.isWhole()) for (var mailbox : there.values()) if (!here.contains(mailbox.id())) missing(mailbox);
        for (var one : capture.accounts()) names(one);
        queue();
    }

    List<Difference> differences() {
        return differences;
    }

    /** Ids of mailboxes that are here and are not what the log says, or not in the log. */
    Set<Long> mailboxes() {
        return mailboxes;
    }

    /** Accounts that have other names than the log says. */
    Set<AccountId> accounts() {
        return accounts;
    }

    private void say(AccountId account, MailboxName name, long uid, String what) {
        if (named++ < MOST) differences.add(new Difference(account, name, uid, what));
        else if (named == MOST + 1) differences.add(new Difference(account, name, 0, "and more"));
    }

    private void mailbox(Capture.OfMailbox one, @Nullable StoredMailbox right) {
        named = 0;
        int before = differences.size();
        var account = one.mailbox().account().id();
        var state = one.state();
        if (right == null) {
            if (state.uidNext() == 1 && state.name().isInbox()) return; // not used yet: the log need not know it
            say(account, state.name(), 0, "it is in the index, the log knows no such mailbox");
            accounts.add(account);
        } else {
            marks(account, state, right.state());
            rows(account, state, right.state());
        }
        if (differences.size() > before) mailboxes.add(one.mailbox().id());
    }

    private void missing(StoredMailbox right) {
        named = 0;
        var account = right.account().id();
        var state = right.state();
        if (state.uidNext() == 1 && state.name().isInbox()) return;
        say(account, state.name(), 0, "the log has it, with " + state.messages().count() + " messages, the index not");
        accounts.add(account);
    }

    private void marks(AccountId account, MailboxState index, MailboxState right) {
        var name = index.name();
        if (!name.equals(right.name())) {
            say(account, name, 0, "its name is " + right.name().value() + " in the log");
            accounts.add(account);
        }
        mark(
                account,
                name,
                "UIDVALIDITY",
                index.uidValidity().value(),
                right.uidValidity().value());
        if (log.isSure() || index.uidNext() < right.uidNext()) // damage raises them, see Rebuild
        mark(account, name, "UIDNEXT", index.uidNext(), right.uidNext());
        if (log.isSure() || index.modSequence() < right.modSequence())
            mark(account, name, "HIGHESTMODSEQ", index.modSequence(), right.modSequence());
    }

    private void mark(AccountId account, MailboxName name, String what, long index, long right) {
        if (index != right) say(account, name, 0, what + " is " + index + " in the index, " + right + " in the log");
    }

    /** UIDs ascend in both. */
    private void rows(AccountId account, MailboxState index, MailboxState right) {
        var here = index.messages();
        var there = right.messages();
        int i = 0;
        int k = 0;
        while (i < here.count() || k < there.count()) {
            long a = i < here.count() ? here.uid(i) : Long.MAX_VALUE;
            long b = k < there.count() ? there.uid(k) : Long.MAX_VALUE;
            if (a < b) {
                say(account, index.name(), a, "it is in the index, not in the log");
            } else if (b < a) {
                say(account, index.name(), b, "it is in the log, not in the index");
            } else {
                var problem = difference(here.row(i), there.row(k));
                if (!problem.isEmpty()) say(account, index.name(), a, problem);
            }
            if (a <= b) i++;
            if (b <= a) k++;
        }
    }

    private static String difference(Row index, Row right) {
        var what = new ArrayList<String>();
        if (!index.flags().equals(right.flags())) what.add("flags");
        if (index.modSequence() != right.modSequence()) what.add("MODSEQ");
        if (!index.internalDate().equals(right.internalDate())) what.add("INTERNALDATE");
        if (index.savedDate().epochSecond() != right.savedDate().epochSecond()) what.add("SAVEDATE");
        if (index.size() != right.size()) what.add("size");
        if (index.handle() != right.handle()) what.add("place of the body");
        return what.isEmpty() ? "" : String.join(", ", what) + " differ between index and log";
    }

    /** Names without a mailbox, subscriptions, special uses. */
    private void names(Capture.OfAccount one) {
        named = 0;
        var id = one.account().id();
        var here = byName(one.names());
        var there = byName(log.engine().rebuilt(id).names());
        var all = new TreeSet<>(here.keySet());
        if (log.isWhole()) all.addAll(there.keySet());
        for (var name : all) {
            var a = here.get(name);
            var b = there.get(name);
            if (name.isInbox() && (a == null || b == null)) continue; // as above
            if (text(a).equals(text(b)) || !log.isWhole() && isForgotten(a, b)) continue;
            say(id, name, 0, "as a name it is \"" + text(a) + "\" in the index, \"" + text(b) + "\" in the log");
            accounts.add(id);
        }
    }

    /** Whether the log has more than the index, as it may when files of it are compacted. */
    private static boolean isForgotten(@Nullable Entry index, @Nullable Entry right) {
        if (index == null || right == null) return index == null;
        return (!index.exists() || right.exists())
                && (!index.selectable() || right.selectable() && index.uses().equals(right.uses()))
                && (!index.subscribed() || right.subscribed());
    }

    private static Map<MailboxName, Entry> byName(Names names) {
        var entries = new TreeMap<MailboxName, Entry>();
        for (var entry : names.list()) entries.put(entry.name(), entry);
        return entries;
    }

    private static String text(@Nullable Entry entry) {
        if (entry == null) return "not there";
        var text = !entry.exists() ? "no mailbox" : entry.selectable() ? "a mailbox" : "a level";
        return text + (entry.subscribed() ? ", subscribed" : "") + (entry.uses().isEmpty() ? "" : ", " + entry.uses());
    }

    private void queue() {
        if (!log.findings().isEmpty()) return; // an entry goes by one operation, which may be lost
        var right = new HashMap<Long, QueuedMail>();
        for (var mail : log.engine().queue().mails()) right.put(mail.id(), mail);
        for (var one : capture.mails()) {
            var other = right.remove(one.mail().id());
            if (other == null)
                differences.add(Difference.ofQueue(one.mail().id(), "it is in the index, not in the log"));
            else if (one.mail().handle() != other.handle()
                    || !one.state().octets().equals(other.part().committed().octets()))
                differences.add(Difference.ofQueue(one.mail().id(), "it is other in the index than in the log"));
        }
        if (!log.isWhole()) return;
        for (long id : right.keySet()) differences.add(Difference.ofQueue(id, "it is in the log, not in the index"));
    }
}
