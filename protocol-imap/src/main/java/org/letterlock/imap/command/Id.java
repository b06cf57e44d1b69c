package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** ID: who is who. What the client says of itself is read and forgotten. RFC 2971. */
record Id() implements ImapCommand {
    private static final Completion DONE = Completion.ok("ID completed");
    private static final int MAX_PAIRS = 30; // RFC 2971, 3.3
    private static final int MAX_KEY = 30;
    private static final int MAX_VALUE = 1024;

    static Id parse(ImapReader in) throws SyntaxException {
        if (in.takeWord("NIL")) return new Id();
        in.expect('(');
        for (int pairs = 0; !in.take(')'); pairs++) {
            if (pairs == MAX_PAIRS) throw new SyntaxException("More than 30 fields");
            if (pairs > 0) in.space();
            if (in.string().length > MAX_KEY) throw new SyntaxException("Field name longer than 30");
            in.space();
            in.nstring(MAX_VALUE);
        }
        return new Id();
    }

    @Override
    public Next run(ImapSession session) {
        session.writer().text("* ID (\"name\" \"Letterlock\")\r\n");
        return session.finish(DONE);
    }
}
