package org.letterlock.smtp.command;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.letterlock.protocol.Next;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** HELP: which commands there are. RFC 5321, 4.1.1.8. */
record Help() implements SmtpCommand {
    static Help parse(SmtpReader in) {
        return new Help();
    }

    @Override
    public Next run(SmtpSession session) {
        var verbs = Arrays.stream(Verb.values())
                .filter(verb -> verb.offeredBy(session))
                .map(Verb::name)
                .collect(Collectors.joining(" "));
        return session.reply(SmtpReply.lines(214, "2.0.0", List.of("Commands: " + verbs, "See RFC 5321")));
    }
}
