package org.letterlock.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** CANCELUPDATE: changes of these searches' results are of no interest any more. RFC 5267, 4.3.5. */
record CancelUpdate(List<String> tags) implements ImapCommand {
    private static final Completion DONE = Completion.ok("CANCELUPDATE completed");
    private static final Completion UNKNOWN = Completion.bad("No search with that tag is updated");
    private static final int MAX_TAG = 64;

    static CancelUpdate parse(ImapReader in) throws SyntaxException {
        var tags = new ArrayList<String>();
        do {
            tags.add(in.astring(MAX_TAG));
        } while (in.take(' '));
        return new CancelUpdate(tags);
    }

    @Override
    public Next run(ImapSession session) {
        boolean known = true;
        for (var tag : tags) known &= session.selected().updated().cancel(tag);
        return session.finish(known ? DONE : UNKNOWN);
    }
}
