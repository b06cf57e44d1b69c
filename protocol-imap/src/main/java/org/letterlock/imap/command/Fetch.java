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
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** FETCH and UID FETCH: data of messages. RFC 3501, 6.4.5; its modifiers: RFC 4466, 2.4. */
record Fetch(SequenceSet set, boolean uid, FetchItems items, Modifiers modifiers) implements ImapCommand {
    private static final Completion DONE = Completion.ok("FETCH completed");

    /**
     * What stands in parentheses behind the items.
     *
     * @param partial only these of the messages that the set names (RFC 9394, 3.3)
     * @param changedSince only those with a higher MODSEQ (RFC 7162, 3.1.4.1); 0 without
     * @param vanished tells also which are gone since then (RFC 7162, 3.2.6)
     */
    record Modifiers(Optional<PartialRange> partial, long changedSince, boolean vanished) {
        static final Modifiers NONE = new Modifiers(Optional.empty(), 0, false);

        static Modifiers parse(ImapReader in, boolean uid) throws SyntaxException {
            Optional<PartialRange> partial = Optional.empty();
            long changedSince = 0;
            boolean vanished = false;
            in.expect('(');
            do {
                var word = in.word();
                if (word.equals("PARTIAL") && uid && partial.isEmpty()) {
                    in.space();
                    partial = Optional.of(PartialRange.parse(in));
                } else if (word.equals("CHANGEDSINCE") && changedSince == 0) {
                    in.space();
                    changedSince = in.modSequence();
                } else if (word.equals("VANISHED") && uid) {
                    vanished = true;
                } else {
                    throw new SyntaxException("Unknown FETCH modifier");
                }
            } while (in.take(' '));
            in.expect(')');
            if (vanished && changedSince == 0) throw new SyntaxException("VANISHED needs CHANGEDSINCE");
            return new Modifiers(partial, changedSince, vanished);
        }
    }

    static Fetch parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        var set = in.sequenceSet(config.maxSetElements());
        in.space();
        var items = FetchItems.parse(in, uid, config.maxFetchItems());
        var modifiers = in.take(' ') ? Modifiers.parse(in, uid) : Modifiers.NONE;
        return new Fetch(set, uid, modifiers.changedSince() > 0 ? items.withModSequence() : items, modifiers);
    }

    @Override
    public Next run(ImapSession session) {
        var selected = session.selected();
        if (!uid && selected.lacks(set)) return session.finish(Refusals.NO_SUCH_NUMBER);
        if (modifiers.vanished() && !session.has(Feature.QRESYNC)) return session.finish(Refusals.QRESYNC_FIRST);
        if (items.askModSequence()) session.enable(Feature.CONDSTORE);
        if (modifiers.vanished())
            selected.vanishedEarlier(session.writer(), selected.named(set), modifiers.changedSince());
        var named = selected.resolve(set, uid);
        if (modifiers.partial().isPresent()) {
            var range = modifiers.partial().get();
            named = named.part(range.first(named.count()), range.last(named.count()));
        }
        // RFC 2180, 4.1.2: what is there was sent; a UID that is not there is no error (RFC 3501, 6.4.8)
        return new FetchAnswer(
                        session,
                        items,
                        named,
                        modifiers.changedSince(),
                        someGone -> session.finish(someGone && !uid ? Refusals.GONE : DONE))
                .next();
    }
}
