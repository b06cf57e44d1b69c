package org.letterlock.imap.search;

import java.util.Optional;
import java.util.function.Supplier;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.Progress;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.protocol.Next;

/** The run of one SEARCH: message by message, with pauses in which others have a turn. RFC 3501, 7.2.5. */
public final class SearchAnswer {
    private static final int MESSAGES_A_TURN = 2000;
    private static final long OCTETS_A_TURN = 4L << 20;

    private final ImapSession session;
    private final SelectedMailbox selected;
    private final SearchProgram program;
    private final Optional<SearchProgram> updated;
    private final Optional<ReturnOptions> options;
    private final boolean uid;
    private final Mailbox.View view;
    private final Supplier<Next> finish;
    private final long enough;
    private final Findings found = new Findings();
    private final Progress progress;
    private int index;
    private int inView;

    /** {@code options}: for an extended answer. {@code uid}: answer with UIDs. {@code finish} ends the command. */
    public SearchAnswer(
            ImapSession session,
            SearchProgram program,
            Optional<ReturnOptions> options,
            boolean uid,
            Supplier<Next> finish) {
        this.session = session;
        this.selected = session.selected();
        var now = session.services().clock().instant();
        this.progress = new Progress(session, now);
        this.program = program.in(selected, now);
        this.updated = options.isPresent() && options.get().asks(ReturnOptions.Option.UPDATE)
                ? Optional.of(program.lasting(selected, now))
                : Optional.empty();
        this.options = options;
        this.uid = uid;
        this.view = selected.mailbox().view();
        this.finish = finish;
        this.enough = options.map(ReturnOptions::enough).orElse(Long.MAX_VALUE);
    }

    /** Goes on. */
    public Next next() {
        long octets = 0;
        progress.at(index, selected.count());
        for (int n = 0; index < selected.count() && found.count() < enough; n++) {
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
                if (program.matches(candidate))
                    found.add(index, message.modSequence().value());
                if (candidate.read()) octets += message.size();
            }
            index++;
        }
        if (updated.isPresent() && !selected.updated().add(new LiveResult(session, updated.get(), uid, found)))
            session.writer()
                    .text("* NO [NOUPDATE \"")
                    .text(session.tag())
                    .text("\"] Too many searches are updated already\r\n"); // RFC 5267, 4.3.1
        return new SearchResponse(session, "SEARCH", found, options, uid, program.usesModSequence(), finish).next();
    }
}
