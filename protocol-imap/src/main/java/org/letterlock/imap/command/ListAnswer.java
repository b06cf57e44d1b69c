package org.letterlock.imap.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.letterlock.imap.command.ListCommand.Return;
import org.letterlock.imap.command.ListCommand.Select;
import org.letterlock.imap.grammar.MailboxPattern;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.MailAccount.Entry;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.protocol.Next;

/**
 * The answer to one LIST, written while there is room: a response for each name that a pattern matches and that meets
 * the criteria; with RECURSIVEMATCH also for one that does not, but has something below it that does and is not in the
 * answer itself. RFC 5258, 3.3.
 */
final class ListAnswer {
    private static final int WRITE_UNTIL = 64 * 1024;
    private static final int STEPS_A_TURN = 1000;

    private final ImapSession session;
    private final ListCommand list;
    private final Supplier<Next> finish;
    private final List<MailboxPattern> matchers;
    private List<Entry> entries;
    private int gathered; // of the entries
    private int at;

    /** What has something below it that meets the criteria: CHILDINFO. RFC 5258, 3.5. */
    private final Set<MailboxName> above = new HashSet<>();
    /** Those of them where a pattern misses some of it, so that nothing else tells of it. */
    private final Set<MailboxName> aboveMissed = new HashSet<>();

    ListAnswer(ImapSession session, ListCommand list, Supplier<Next> finish) {
        this.session = session;
        this.list = list;
        this.finish = finish;
        matchers = list.matchers();
        entries = session.account().list();
        if (!list.select().contains(Select.RECURSIVEMATCH)) gathered = entries.size();
    }

    /** Writes on. */
    Next next() {
        for (int steps = 0; gathered < entries.size(); steps++) {
            if (steps == STEPS_A_TURN) return Next.more(this::next);
            gather(entries.get(gathered++));
            if (gathered == entries.size()) addMissing();
        }
        for (int steps = 0; at < entries.size(); steps++) {
            if (session.writer().out().pending() >= WRITE_UNTIL || steps == STEPS_A_TURN) return Next.more(this::next);
            var entry = entries.get(at++);
            if (meets(entry) ? matches(entry) : aboveMissed.contains(entry.name()) && matches(entry)) write(entry);
        }
        return finish.get();
    }

    private void gather(Entry entry) {
        if (!meets(entry)) return;
        var ancestors = entry.name().ancestors();
        if (ancestors.isEmpty()) return;
        above.addAll(ancestors);
        if (!matches(entry)) aboveMissed.addAll(ancestors);
    }

    /** A subscribed name need not have a level above it. */
    private void addMissing() {
        var missing = new HashSet<>(aboveMissed);
        for (var entry : entries) missing.remove(entry.name());
        if (missing.isEmpty()) return;
        var all = new ArrayList<>(entries);
        for (var name : missing) all.add(new Entry(name, false, false, false, false, Set.of()));
        all.sort(Comparator.comparing((Entry entry) -> !entry.name().isInbox()).thenComparing(Entry::name));
        entries = all;
        gathered = all.size();
    }

    private boolean meets(Entry entry) {
        if (list.select().contains(Select.SPECIAL_USE) && entry.uses().isEmpty()) return false;
        return list.select().contains(Select.SUBSCRIBED) ? entry.subscribed() : entry.exists();
    }

    private boolean matches(Entry entry) {
        for (var matcher : matchers) if (matcher.matches(entry.name().value())) return true;
        return false;
    }

    private void write(Entry entry) {
        boolean telling =
                list.select().contains(Select.SUBSCRIBED) || list.returns().contains(Return.SUBSCRIBED);
        var w = session.writer();
        begin(w, entry, entry.subscribed() && telling);
        if (above.contains(entry.name())) w.text(childInfo());
        w.crlf();
        // RFC 5819, 2 and 3: not for what is in the answer for others' sake
        if (!list.status().isEmpty() && entry.selectable() && meets(entry))
            session.account().open(entry.name()).ifPresent(m -> StatusItem.write(session, m, list.status()));
    }

    /** The response that SELECT has for the mailbox {@code name}. RFC 9051, 6.3.2. */
    static void selected(ImapSession session, MailboxName name) {
        for (var entry : session.account().list()) {
            if (!entry.name().equals(name)) continue;
            begin(session.writer(), entry, entry.subscribed());
            session.writer().crlf();
            return;
        }
    }

    private static void begin(ResponseWriter w, Entry entry, boolean subscribed) {
        var attributes = new ArrayList<String>();
        if (!entry.exists()) attributes.add("\\NonExistent"); // implies \Noselect. RFC 5258, 3
        else if (!entry.selectable()) attributes.add("\\Noselect");
        if (subscribed) attributes.add("\\Subscribed");
        attributes.add(entry.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
        for (var use : SpecialUse.values()) if (entry.uses().contains(use)) attributes.add(use.wire());
        w.text("* LIST (").text(String.join(" ", attributes)).text(") \"/\" ").mailbox(entry.name());
    }

    private String childInfo() {
        var criteria = new ArrayList<String>();
        if (list.select().contains(Select.SUBSCRIBED)) criteria.add("\"SUBSCRIBED\"");
        if (list.select().contains(Select.SPECIAL_USE)) criteria.add("\"SPECIAL-USE\"");
        return " (\"CHILDINFO\" (" + String.join(" ", criteria) + "))";
    }
}
