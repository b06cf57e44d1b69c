package org.letterlock.imap.command;

import java.util.List;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidSet;
import org.letterlock.protocol.Next;

/**
 * EXPUNGE and UID EXPUNGE: messages with {@code \Deleted} go for good. RFC 3501, 6.4.3; RFC 4315, 2.1.
 *
 * @param uids only these; empty for all
 */
record Expunge(Optional<SequenceSet> uids) implements ImapCommand {
    private static final Completion DONE = Completion.ok("EXPUNGE completed");

    static Expunge parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        return new Expunge(uid ? Optional.of(in.sequenceSet(config.maxSetElements())) : Optional.empty());
    }

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (selected.readOnly()) return session.finish(Refusals.READ_ONLY);
        var which = uids.map(set -> selected.uids(selected.resolve(set, true)))
                .orElseGet(() -> UidSet.of(List.of(new UidSet.Range(1, Uid.MAX))));
        return Next.await(selected.mailbox().expunge(which), result -> {
            if (result instanceof StoreResult.Refused<?> refused) return session.finish(Refusals.of(refused));
            boolean some = !((StoreResult.Done<Mailbox.Expunged>) result)
                    .value()
                    .uids()
                    .isEmpty();
            return some ? session.finishExpunge("EXPUNGE completed") : session.finish(DONE);
        });
    }
}
