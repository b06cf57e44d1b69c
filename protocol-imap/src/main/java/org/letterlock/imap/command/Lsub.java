package org.letterlock.imap.command;

import java.util.HashSet;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxPattern;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.protocol.Next;

/** LSUB: which names are subscribed. RFC 3501, 6.3.9. */
record Lsub(String pattern) implements ImapCommand {
    private static final Completion DONE = Completion.ok("LSUB completed");

    static Lsub parse(ImapReader in) throws SyntaxException {
        var reference = in.reference();
        in.space();
        return new Lsub(reference + in.listMailbox());
    }

    @Override
    public Next run(ImapSession session) {
        var matcher = new MailboxPattern(pattern, MailboxName.SEPARATOR);
        var entries = session.account().list();
        var told = new HashSet<MailboxName>();
        for (var entry : entries) {
            if (!entry.subscribed() || !matcher.matches(entry.name().value())) continue;
            told.add(entry.name());
            write(session, "", entry.name());
        }
        if (pattern.indexOf('%') >= 0) {
            // RFC 3501, 6.3.9: the level that % matches stands for what is subscribed below it
            for (var entry : entries) {
                if (!entry.subscribed() || told.contains(entry.name())) continue;
                for (var above : entry.name().ancestors())
                    if (matcher.matches(above.value()) && told.add(above)) write(session, "\\Noselect", above);
            }
        }
        return session.finish(DONE);
    }

    private static void write(ImapSession session, String attributes, MailboxName name) {
        session.writer()
                .text("* LSUB (")
                .text(attributes)
                .text(") \"/\" ")
                .mailbox(name)
                .crlf();
    }
}
