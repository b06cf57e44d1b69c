package org.letterlock.pop3.command;

import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** QUIT: the only way into UPDATE, where deleted messages go. RFC 1939, 4 and 6. */
record Quit() implements Pop3Command {
    static Quit parse(Pop3Reader in) {
        return new Quit();
    }

    @Override
    public Next run(Pop3Session session) {
        return session.quit();
    }
}
