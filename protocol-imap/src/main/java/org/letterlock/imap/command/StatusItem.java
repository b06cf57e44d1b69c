package org.letterlock.imap.command;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.Mailbox;

/** What STATUS can tell, by name. RFC 3501, 6.3.10; DELETED: RFC 9051, 6.3.11; SIZE: RFC 8438, 3;
 * HIGHESTMODSEQ: RFC 7162, 3.1.7; APPENDLIMIT: RFC 7889, 3.2. */
enum StatusItem {
    MESSAGES((box, config) -> box.status().messages()),
    RECENT((box, config) -> box.status().recent()),
    UIDNEXT((box, config) -> box.status().uidNext()),
    UIDVALIDITY((box, config) -> box.mailbox().uidValidity().value()),
    UNSEEN((box, config) -> box.status().unseen()),
    DELETED((box, config) -> box.status().deleted()),
    SIZE((box, config) -> box.status().size()),
    HIGHESTMODSEQ((box, config) -> box.status().highestModSequence().value()),
    APPENDLIMIT((box, config) -> config.appendLimit());

    /** A mailbox and its counters, all of one moment. */
    private record Counted(Mailbox mailbox, Mailbox.Status status) {}

    private final ToLongBiFunction<Counted, ImapConfig> value;

    StatusItem(ToLongBiFunction<Counted, ImapConfig> value) {
        this.value = value;
    }

    /** {@code (MESSAGES UIDNEXT)}: at least one. */
    static Set<StatusItem> parse(ImapReader in) throws SyntaxException {
        var items = EnumSet.noneOf(StatusItem.class);
        in.expect('(');
        do {
            items.add(item(in.word()));
        } while (in.take(' '));
        in.expect(')');
        return items;
    }

    private static StatusItem item(String name) throws SyntaxException {
        for (var item : values()) if (item.name().equals(name)) return item;
        throw new SyntaxException("Unknown STATUS item");
    }

    /** The untagged response. */
    static void write(ImapSession session, Mailbox mailbox, Set<StatusItem> items) {
        if (items.contains(HIGHESTMODSEQ)) session.enable(Feature.CONDSTORE);
        var counted = new Counted(mailbox, mailbox.status());
        var w = session.writer();
        w.text("* STATUS ").mailbox(mailbox.name()).text(" (");
        boolean first = true;
        for (var item : items) {
            if (!first) w.space();
            first = false;
            w.text(item.name()).space().number(item.value.applyAsLong(counted, session.config()));
        }
        w.text(")\r\n");
    }
}
