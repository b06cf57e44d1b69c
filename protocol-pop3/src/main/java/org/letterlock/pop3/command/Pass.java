package org.letterlock.pop3.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** PASS: the password of the USER before it; the rest of the line, spaces too. RFC 1939, 7. */
record Pass(byte[] password) implements Pop3Command {
    static Pass parse(Pop3Reader in) throws SyntaxException {
        return new Pass(in.rest());
    }

    @Override
    public Next run(Pop3Session session) {
        var user = session.takeUser();
        if (user.isEmpty()) {
            Arrays.fill(password, (byte) 0);
            return session.reply(Pop3Reply.WRONG_STATE);
        }
        var login = session.offer().login(user.get().getBytes(StandardCharsets.UTF_8), password); // wipes it
        return Next.await(login, step -> session.ended(step, Pop3Reply.WRONG_CREDENTIALS));
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "Pass[…]";
    }
}
