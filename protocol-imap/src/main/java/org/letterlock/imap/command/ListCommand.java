package org.letterlock.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxPattern;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.protocol.Next;

/**
 * LIST: which mailboxes there are. RFC 3501, 6.3.8; with options: RFC 5258; with counters: RFC 5819; with uses: RFC 6154.
 *
 * @param extended written with options or with a list of patterns
 * @param status counters of each mailbox; empty for none
 */
record ListCommand(
        boolean extended,
        Set<Select> select,
        String reference,
        List<String> patterns,
        Set<Return> returns,
        Set<StatusItem> status)
        implements ImapCommand {
    private static final Completion DONE = Completion.ok("LIST completed");

    /** Selection options. RFC 5258, 3.1. */
    enum Select {
        SUBSCRIBED,
        /** There are no remote mailboxes here, so it selects nothing more. */
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE;

        /** Whether one of these is a criterion: the others go with one. */
        static boolean narrows(Set<Select> select) {
            return select.contains(SUBSCRIBED) || select.contains(SPECIAL_USE);
        }
    }

    /** Return options. RFC 5258, 3.2. */
    enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE
    }

    static ListCommand parse(ImapReader in, int maxPatterns) throws SyntaxException {
        boolean extended = in.peek() == '(';
        var select = EnumSet.noneOf(Select.class);
        if (in.take('(')) {
            while (!in.take(')')) {
                select.add(option(Select.class, in.word()));
                if (in.peek() != ')') in.space();
            }
            in.space();
        }
        if (select.contains(Select.RECURSIVEMATCH) && !Select.narrows(select))
            throw new SyntaxException("RECURSIVEMATCH needs something to match"); // RFC 5258, 3.1
        var reference = in.reference();
        in.space();
        var patterns = new ArrayList<String>();
        if (in.take('(')) {
            extended = true;
            do {
                if (patterns.size() == maxPatterns) throw new SyntaxException("Too many patterns");
                patterns.add(in.listMailbox());
            } while (in.take(' '));
            in.expect(')');
        } else {
            patterns.add(in.listMailbox());
        }
        var returns = EnumSet.noneOf(Return.class);
        Set<StatusItem> status = EnumSet.noneOf(StatusItem.class);
        if (in.take(' ')) {
            extended = true;
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
        return new ListCommand(extended, select, reference, List.copyOf(patterns), returns, status);
    }

    private static <E extends Enum<E>> E option(Class<E> options, String word) throws SyntaxException {
        for (var option : options.getEnumConstants())
            if (option.name().replace('_', '-').equals(word)) return option;
        throw new SyntaxException("Unknown option");
    }

    @Override
    public Next run(ImapSession session) {
        if (!extended && patterns.get(0).isEmpty()) {
            // RFC 3501, 6.3.8: the separator and the root of the reference; no such thing with options: RFC 5258, 3
            session.writer().text("* LIST (\\Noselect) \"" + MailboxName.SEPARATOR + "\" \"\"\r\n");
            return session.finish(DONE);
        }
        return new ListAnswer(session, this, () -> session.finish(DONE)).next();
    }

    /** What names are matched with: an empty pattern is ignored. RFC 5258, 3. */
    List<MailboxPattern> matchers() {
        return patterns.stream()
                .filter(pattern -> !pattern.isEmpty())
                .map(pattern -> new MailboxPattern(reference + pattern, MailboxName.SEPARATOR))
                .toList();
    }
}
