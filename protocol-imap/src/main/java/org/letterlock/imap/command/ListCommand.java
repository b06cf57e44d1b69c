package org.letterlock.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxPattern;
import org.letterlock.imap.grammar.ModifiedUtf7;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.protocol.Next;

/**
 * LIST: which mailboxes there are. RFC 3501, 6.3.8; with options: RFC 5258; with counters: RFC 5819; with uses: RFC 6154.
 *
 * @param status counters of each mailbox; empty for none
 */
record ListCommand(
        Set<Select> select, String reference, List<String> patterns, Set<Return> returns, Set<StatusItem> status)
        implements ImapCommand {
    private static final Completion DONE = Completion.ok("LIST completed");
    private static final int WRITE_UNTIL = 64 * 1024;

    /** Selection options. RFC 5258, 3.1. */
    enum Select {
        SUBSCRIBED,
        /** There are no remote mailboxes here, so it selects nothing more. */
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /** Return options. RFC 5258, 3.2. */
    enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE
    }

    static ListCommand parse(ImapReader in, int maxPatterns) throws SyntaxException {
        var select = EnumSet.noneOf(Select.class);
        if (in.take('(')) {
            while (!in.take(')')) {
                select.add(option(Select.class, in.word()));
                if (in.peek() != ')') in.space();
            }
            in.space();
        }
        if (select.contains(Select.RECURSIVEMATCH) && !select.contains(Select.SUBSCRIBED))
            throw new SyntaxException("RECURSIVEMATCH needs something to match"); // RFC 5258, 3.1
        var reference = decode(in.astringOctets());
        in.space();
        var patterns = new ArrayList<String>();
        if (in.take('(')) {
            do {
                if (patterns.size() == maxPatterns) throw new SyntaxException("Too many patterns");
                patterns.add(decode(in.listMailbox()));
            } while (in.take(' '));
            in.expect(')');
        } else {
            patterns.add(decode(in.listMailbox()));
        }
        var returns = EnumSet.noneOf(Return.class);
        Set<StatusItem> status = EnumSet.noneOf(StatusItem.class);
        if (in.take(' ')) {
            if (!in.takeWord("RETURN")) throw new SyntaxException("Expected RETURN");
            in.space();
            in.expect('(');
            while (!in.take(')')) {
                var word = in.word();
                if (word.equals("STATUS")) {
                    in.space();
                    status = StatusItem.parse(in);
                } else {
                    returns.add(option(Return.class, word));
                }
                if (in.peek() != ')') in.space();
            }
        }
        return new ListCommand(select, reference, List.copyOf(patterns), returns, status);
    }

    private static <E extends Enum<E>> E option(Class<E> options, String word) throws SyntaxException {
        for (var option : options.getEnumConstants())
            if (option.name().replace('_', '-').equals(word)) return option;
        throw new SyntaxException("Unknown option");
    }

    /** Not a name, but made of one and wildcards. What is no modified UTF-7 matches nothing: no name has a NUL. */
    static String decode(byte[] wire) {
        return ModifiedUtf7.decode(new String(wire, java.nio.charset.StandardCharsets.ISO_8859_1))
                .orElse("\0");
    }

    @Override
    public Next run(ImapSession session) {
        if (patterns.size() == 1 && patterns.get(0).isEmpty() && select.isEmpty()) {
            // RFC 3501, 6.3.8: the separator and the root of the reference
            session.writer().text("* LIST (\\Noselect) \"" + MailboxName.SEPARATOR + "\" \"\"\r\n");
            return session.finish(DONE);
        }
        return new Walk(session).next();
    }

    /** The responses, written while there is room. */
    private final class Walk {
        private final ImapSession session;
        private final List<MailAccount.Entry> entries;
        private final List<MailboxPattern> matchers = new ArrayList<>();
        private final Set<MailboxName> aboveSubscribed = new HashSet<>();
        private int at;

        Walk(ImapSession session) {
            this.session = session;
            entries = session.account().list();
            for (var pattern : patterns) matchers.add(new MailboxPattern(reference + pattern, MailboxName.SEPARATOR));
            if (select.contains(Select.RECURSIVEMATCH)) {
                for (var entry : entries)
                    if (entry.subscribed()) aboveSubscribed.addAll(entry.name().ancestors());
            }
        }

        Next next() {
            for (int steps = 0; at < entries.size(); steps++) {
                if (session.writer().out().pending() >= WRITE_UNTIL || steps == 1000) return Next.more(this::next);
                var entry = entries.get(at++);
                if (selected(entry)
                        && matchers.stream()
                                .anyMatch(m -> m.matches(entry.name().value()))) write(entry);
            }
            return session.finish(DONE);
        }

        private boolean selected(MailAccount.Entry entry) {
            if (select.contains(Select.SPECIAL_USE) && entry.uses().isEmpty()) return false;
            if (select.contains(Select.SUBSCRIBED)) return entry.subscribed() || aboveSubscribed.contains(entry.name());
            return entry.exists();
        }

        private void write(MailAccount.Entry entry) {
            var w = session.writer();
            var attributes = new ArrayList<String>();
            if (!entry.exists()) attributes.add("\\NonExistent"); // implies \Noselect. RFC 5258, 3
            else if (!entry.selectable()) attributes.add("\\Noselect");
            if (entry.subscribed() && (select.contains(Select.SUBSCRIBED) || returns.contains(Return.SUBSCRIBED)))
                attributes.add("\\Subscribed");
            attributes.add(entry.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
            for (var use : SpecialUse.values()) if (entry.uses().contains(use)) attributes.add(use.wire());
            w.text("* LIST (")
                    .text(String.join(" ", attributes))
                    .text(") \"/\" ")
                    .mailbox(entry.name());
            if (aboveSubscribed.contains(entry.name())) w.text(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
            w.crlf();
            if (!status.isEmpty() && entry.selectable())
                session.account().open(entry.name()).ifPresent(m -> StatusItem.write(session, m, status));
        }
    }
}
