package org.letterlock.imap.command;

import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.fetch.FetchAnswer;
import org.letterlock.imap.fetch.FetchItems;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** FETCH and UID FETCH: data of messages. RFC 3501, 6.4.5. */
record Fetch(SequenceSet set, boolean uid, FetchItems items) implements ImapCommand {
    private static final Completion DONE = Completion.ok("FETCH completed");

    static Fetch parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        var set = in.sequenceSet(config.maxSetElements());
        in.space();
        return new Fetch(set, uid, FetchItems.parse(in, uid, config.maxFetchItems()));
    }

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (!uid && selected.lacks(set)) return session.finish(Refusals.NO_SUCH_NUMBER);
        // RFC 2180, 4.1.2: what is there was sent; a UID that is not there is no error (RFC 3501, 6.4.8)
        return new FetchAnswer(
                        session,
                        items,
                        selected.resolve(set, uid),
                        someGone -> session.finish(someGone && !uid ? Refusals.GONE : DONE))
                .next();
    }
}
