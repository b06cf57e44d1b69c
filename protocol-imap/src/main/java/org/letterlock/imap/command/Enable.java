package org.letterlock.imap.command;

import java.util.EnumSet;
import java.util.Set;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.response.Completion;
import org.letterlock.imap.session.Feature;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.protocol.Next;

/** ENABLE: extensions that change the protocol. Those that are none here, or need no enabling, are ignored. RFC 5161, 3.1. */
record Enable(Set<Feature> features) implements ImapCommand {
    private static final Completion DONE = Completion.ok("ENABLE completed");

    static Enable parse(ImapReader in) throws SyntaxException {
        var features = EnumSet.noneOf(Feature.class);
        do {
            var feature = Feature.named(in.atom());
            if (feature != null) features.add(feature);
        } while (in.take(' '));
        return new Enable(features);
    }

    @Override
    public Next run(ImapSession session) {
        var w = session.writer().text("* ENABLED");
        for (var feature : features) w.space().text(feature.wire());
        w.crlf();
        for (var feature : features) session.enable(feature);
        return session.finish(DONE);
    }
}
