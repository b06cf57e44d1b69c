package org.letterlock.pop3.command;

import java.util.Optional;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.protocol.Next;

/** LANG: which language the answers have; here English only. RFC 6856, 3. {@code range} empty: which there are. */
record Lang(Optional<String> range) implements Pop3Command {
    private static final Pop3Reply LIST = Pop3Reply.ok("Language listing follows");

    static Lang parse(Pop3Reader in) throws SyntaxException {
        return new Lang(in.hasMore() ? Optional.of(in.word()) : Optional.empty());
    }

    @Override
    public Next run(Pop3Session session) {
        if (range.isEmpty()) {
            session.reply(LIST);
            session.out().ascii("en English").crlf().octet('.').crlf();
            return Next.done();
        }
        boolean english = range.get().equals("*") || range.get().equalsIgnoreCase("en");
        return session.reply(english ? Pop3Reply.LANGUAGE : Pop3Reply.NO_LANGUAGE);
    }
}
