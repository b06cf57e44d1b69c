package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** ENABLE: extensions that change the protocol. None that is built needs it yet, so nothing is enabled. RFC 5161. */
record Enable() implements ImapCommand {
    private static final Completion DONE = Completion.ok("ENABLE completed");

    static Enable parse(ImapReader in) throws SyntaxException {
        do {
            in.atom();
        } while (in.take(' '));
        return new Enable();
    }

    @Override
    public Next run(ImapSession session) {
        session.writer().text("* ENABLED\r\n");
        return session.finish(DONE);
    }
}
