package org.letterlock.imap.command;

import org.letterlock.imap.grammar.Octets;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Continuation;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** IDLE: changes are told as they happen, until DONE. RFC 2177. */
record Idle() implements ImapCommand {
    private static final Completion ENDED = Completion.ok("IDLE ended");
    private static final Completion NOT_DONE = Completion.bad("Expected DONE");

    @Override
    public Next run(ImapSession session) {
        session.writer().continuation("idling");
        session.expect(new Idling(session));
        session.listen(true);
        return Next.done();
    }

    private record Idling(ImapSession session) implements Continuation {
        @Override
        public Next line(byte[] line) {
            session.listen(false);
            boolean done = line.length == 4
                    && Octets.upper(line[0]) == 'D'
                    && Octets.upper(line[1]) == 'O'
                    && Octets.upper(line[2]) == 'N'
                    && Octets.upper(line[3]) == 'E';
            return session.finish(done ? ENDED : NOT_DONE);
        }

        @Override
        public Next woken() {
            return session.reportAll();
        }

        @Override
        public void abandoned() {
            session.listen(false);
        }
    }
}
