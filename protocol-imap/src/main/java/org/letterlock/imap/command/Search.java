package org.letterlock.imap.command;

import java.util.Locale;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.search.ReturnOptions;
import org.letterlock.imap.search.ReturnOptions.Option;
import org.letterlock.imap.search.SearchAnswer;
import org.letterlock.imap.search.SearchProgram;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.mailbox.UidSet;
import org.letterlock.protocol.Next;

/**
 * SEARCH and UID SEARCH: which messages match. RFC 3501, 6.4.4; with RETURN: RFC 4731.
 *
 * @param program empty when its character set is not known here
 * @param options what RETURN asks for; empty without it
 */
record Search(Optional<SearchProgram> program, Optional<ReturnOptions> options, boolean uid) implements ImapCommand {
    private static final Completion DONE = Completion.ok("SEARCH completed");
    private static final Completion BAD_CHARSET =
            Completion.no("BADCHARSET (US-ASCII UTF-8)", "Character set not known here");

    private static final Completion TAG_REUSE = Completion.bad("A search with that tag is updated already");

    static Search parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        Optional<ReturnOptions> options = Optional.empty();
        if (in.takeWord("RETURN")) {
            in.space();
            options = Optional.of(ReturnOptions.parse(in));
            in.space();
        }
        if (in.takeWord("CHARSET")) {
            in.space();
            var charset = in.astring(64).toUpperCase(Locale.ROOT);
            if (!charset.equals("UTF-8") && !charset.equals("US-ASCII")) {
                in.rest(); // in a character set we cannot read
                return new Search(Optional.empty(), options, uid);
            }
            in.space();
        }
        var program = SearchProgram.parse(in, config.maxSearchDepth(), config.maxSearchKeys());
        if (!program.isFuzzy() && options.isPresent() && options.get().asks(Option.RELEVANCY))
            throw new SyntaxException("RELEVANCY without FUZZY"); // RFC 6203, 4
        return new Search(Optional.of(program), options, uid);
    }

    @Override
    public Next run(ImapSession session) {
        if (program.isEmpty()) {
            // RFC 5182, 2.1: a search that fails saves nothing
            if (options.isPresent() && options.get().asks(Option.SAVE))
                session.selected().save(UidSet.EMPTY);
            return session.finish(BAD_CHARSET);
        }
        boolean update = options.isPresent() && options.get().asks(Option.UPDATE);
        if (update && session.selected().updated().has(session.tag())) return session.finish(TAG_REUSE);
        if (program.get().usesModSequence()) session.enable(Feature.CONDSTORE);
        if (program.get().usesNumbers() && session.has(Feature.UIDONLY)) return session.finish(Refusals.UID_REQUIRED);
        if (program.get().usesNumbers()) session.keepNumbers();
        // RFC 9051, 6.4.4: there is no other answer than ESEARCH
        var answer = options.isEmpty() && session.has(Feature.IMAP4REV2) ? Optional.of(ReturnOptions.ALL) : options;
        return new SearchAnswer(session, program.get(), answer, uid, () -> session.finish(DONE)).next();
    }
}
