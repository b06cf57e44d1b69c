package org.letterlock.imap.command;

import java.util.Locale;
import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.search.SearchAnswer;
import org.letterlock.imap.search.SearchProgram;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/**
 * SEARCH and UID SEARCH: which messages match. RFC 3501, 6.4.4.
 *
 * @param program empty when its character set is not known here
 */
record Search(Optional<SearchProgram> program, boolean uid) implements ImapCommand {
    private static final Completion DONE = Completion.ok("SEARCH completed");
    private static final Completion BAD_CHARSET =
            Completion.no("BADCHARSET (US-ASCII UTF-8)", "Character set not known here");

    static Search parse(ImapReader in, boolean uid, ImapConfig config) throws SyntaxException {
        if (in.takeWord("CHARSET")) {
            in.space();
            var charset = in.astring(64).toUpperCase(Locale.ROOT);
            if (!charset.equals("UTF-8") && !charset.equals("US-ASCII")) {
                in.rest(); // in a character set we cannot read
                return new Search(Optional.empty(), uid);
            }
            in.space();
        }
        var program = SearchProgram.parse(in, config.maxSearchDepth(), config.maxSearchKeys());
        return new Search(Optional.of(program), uid);
    }

    @Override
    public Next run(ImapSession session) {
        if (program.isEmpty()) return session.finish(BAD_CHARSET);
        return new SearchAnswer(session, program.get(), uid, () -> session.finish(DONE)).next();
    }
}
