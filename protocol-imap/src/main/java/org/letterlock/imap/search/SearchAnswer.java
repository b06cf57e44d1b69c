package org.letterlock.imap.search;

import java.util.Arrays;
import java.util.function.Supplier;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.protocol.Next;

/** The run of one SEARCH: message by message, with pauses in which others have a turn. RFC 3501, 7.2.5. */
public final class SearchAnswer {
    private static final int MESSAGES_A_TURN = 2000;
    private static final long OCTETS_A_TURN = 4L << 20;
    private static final int WRITE_UNTIL = 64 * 1024;

    private final ImapSession session;
    private final SelectedMailbox selected;
    private final SearchProgram program;
    private final boolean uid;
    private final Mailbox.View view;
    private final Supplier<Next> finish;
    private int index;
    private int inView;
    private long[] found = new long[16];
    private int count;
    private int written = -1;

    /** {@code uid}: answer with UIDs. {@code finish} ends the command. */
    public SearchAnswer(ImapSession session, SearchProgram program, boolean uid, Supplier<Next> finish) {
        this.session = session;
        this.selected = session.selected();
        this.program = program.in(selected);
        this.uid = uid;
        this.view = selected.mailbox().view();
        this.finish = finish;
    }

    /** Goes on. */
    public Next next() {
        long octets = 0;
        for (int n = 0; index < selected.count(); n++) {
            if (n == MESSAGES_A_TURN || octets >= OCTETS_A_TURN) return Next.more(this::next);
            long number = selected.uid(index);
            while (inView < view.count() && view.uid(inView) < number) inView++;
            if (inView == view.count()) break; // the rest is gone
            if (view.uid(inView) == number) {
                var message = view.message(inView);
                var candidate = new Candidate(
                        index,
                        message,
                        selected.isRecent(number),
                        session.services().mime());
                if (program.matches(candidate)) add(uid ? number : index + 1);
                if (candidate.read()) octets += message.size();
            }
            index++;
        }
        index = selected.count();
        return write();
    }

    private void add(long number) {
        if (count == found.length) found = Arrays.copyOf(found, 2 * count);
        found[count++] = number;
    }

    private Next write() {
        var w = session.writer();
        if (written < 0) {
            w.text("* SEARCH");
            written = 0;
        }
        while (written < count) {
            if (w.out().pending() >= WRITE_UNTIL) return Next.more(this::write);
            w.space().number(found[written++]);
        }
        w.crlf();
        return finish.get();
    }
}
