package org.letterlock.imap.command;

import java.util.List;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.MailboxArgument;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;
import org.letterlock.protocol.Next;

/** COPY and MOVE, and their UID twins: all of the messages or none. RFC 3501, 6.4.7; RFC 6851; RFC 4315, 3. */
record Copy(SequenceSet set, boolean uid, MailboxArgument to, boolean move) implements ImapCommand {
    private static final Completion COPIED = Completion.ok("COPY completed");
    private static final Completion MOVED = Completion.ok("MOVE completed");

    static Copy parse(ImapReader in, boolean uid, ImapConfig config, boolean move) throws SyntaxException {
        var set = in.sequenceSet(config.maxSetElements());
        in.space();
        return new Copy(set, uid, in.mailbox(), move);
    }

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (!uid && selected.lacks(set)) return session.finish(Refusals.NO_SUCH_NUMBER);
        if (move && selected.readOnly()) return session.finish(Refusals.READ_ONLY);
        var target = to.name().flatMap(session.account()::open);
        if (target.isEmpty()) return session.finish(to.name().isEmpty() ? Refusals.of(to) : Refusals.TRY_CREATE);
        var messages = selected.resolve(set, uid);
        if (messages.isEmpty()) return session.finish(move ? MOVED : COPIED);
        var from = selected.mailbox();
        var uids = selected.uids(messages);
        // RFC 2180, 4.4.1: a copy without some of the messages would not be one; a UID that is not there is no error
        var copying = uid ? from.copy(uids, target.get(), move) : from.copyEach(uids, target.get(), move);
        return Next.await(copying, result -> {
            if (result instanceof StoreResult.Refused<Mailbox.Copied> refused)
                return session.finish(refusal(refused.why()).orElseGet(() -> Refusals.of(refused)));
            return copied(session, ((StoreResult.Done<Mailbox.Copied>) result).value());
        });
    }

    private static Optional<Completion> refusal(StoreResult.Refusal why) {
        return switch (why) {
            case NON_EXISTENT -> Optional.of(Refusals.TRY_CREATE);
            case EXPUNGED -> Optional.of(Refusals.GONE);
            default -> Optional.empty();
        };
    }

    private Next copied(ImapSession session, Mailbox.Copied copied) {
        if (copied.from().isEmpty()) return session.finish(move ? MOVED : COPIED);
        var code = "COPYUID " + copied.uidValidity().value() + " " + set(copied.from()) + " " + set(copied.to());
        if (!move) return session.finish(Completion.ok(code, "COPY completed"));
        // RFC 6851, 4.3: before the EXPUNGE responses
        session.writer().text("* OK [").text(code).text("] Moved\r\n");
        return session.finishExpunge("MOVE completed");
    }

    private static UidSet set(List<Uid> uids) {
        var numbers = new long[uids.size()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = uids.get(i).value();
        return UidSet.of(numbers);
    }
}
