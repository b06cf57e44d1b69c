package org.letterlock.imap.command;

import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** LOGIN: user name and password. RFC 3501, 6.2.3. */
record Login(byte[] user, byte[] password) implements ImapCommand {
    static Login parse(ImapReader in) throws SyntaxException {
        var user = in.astringOctets();
        in.space();
        return new Login(user, in.astringOctets());
    }

    @Override
    public Next run(ImapSession session) {
        return Next.await(
                session.sasl().login(user, password), step -> Authenticate.ended(session, step, "LOGIN completed"));
    }

    @Override
    public String toString() {
        return "Login";
    }
}
