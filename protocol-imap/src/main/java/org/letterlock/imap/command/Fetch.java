package org.letterlock.imap.command;

import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.fetch.FetchAnswer;
import org.letterlock.imap.fetch.FetchItems;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SequenceSet;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.search.PartialRange;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** FETCH and UID FETCH: data of messages. RFC 3501, 6.4.5; its modifiers: RFC 4466, 2.4. */
record Fetch(SequenceSet set, boolean uid, FetchItems items, Modifiers modifiers) implements ImapCommand {
    private static final Completion DONE = Completion.ok("FETCH completed");

    /**
     * What stands in parentheses behind the items.
     *
     * @param partial only these of the messages that the set names (RFC 9394, 3.3)
     */
    record Modifiers(Optional<PartialRange> partial) {
        static final Modifiers NONE = new Modifiers(Optional.empty());

        static Modifiers parse(ImapReader in, boolean uid) throws SyntaxException {
            Optional<PartialRange> partial = Optional.empty();
            in.expect('(');
            do {
                var word = in.word();
                if (word.equals("PARTIAL") && uid && partial.isEmpty()) {
                    in.space();
                    partial = Optional.of(PartialRange.parse(in));
                } else {
                    throw new SyntaxException("Unknown FETCH modifier");
                }
            } while (in.take(' '));
            in.expect(')');
            return new Modifiers(partial);
        }
    }

    static Fetch parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        var set = in.sequenceSet(config.maxSetElements());
        in.space();
        var items = FetchItems.parse(in, uid, config.maxFetchItems());
        return new Fetch(set, uid, items, in.take(' ') ? Modifiers.parse(in, uid) : Modifiers.NONE);
    }

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (!uid && selected.lacks(set)) return session.finish(Refusals.NO_SUCH_NUMBER);
        var named = selected.resolve(set, uid);
        if (modifiers.partial().isPresent()) {
            var range = modifiers.partial().get();
            named = named.part(range.first(named.count()), range.last(named.count()));
        }
        // RFC 2180, 4.1.2: what is there was sent; a UID that is not there is no error (RFC 3501, 6.4.8)
        return new FetchAnswer(
                        session, items, named, someGone -> session.finish(someGone && !uid ? Refusals.GONE : DONE))
                .next();
    }
}
