package org.letterlock.smtp.command;

import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** AUTH: the client logs in. Comes only over TLS. RFC 4954, 4. */
final class Auth implements SmtpCommand {
    private final String mechanism;
    private final byte @Nullable [] initial;

    private Auth(String mechanism, byte @Nullable [] initial) {
        this.mechanism = mechanism;
        this.initial = initial;
    }

    static Auth parse(SmtpReader in) throws SyntaxException {
        var mechanism = in.word();
        if (mechanism.isEmpty()) throw in.faultAt("AUTH mechanism [initial-response]");
        byte[] initial = in.space() ? in.octets() : null;
        in.end();
        return new Auth(mechanism, initial);
    }

    @Override
    public Next run(SmtpSession session) {
        if (!session.config().isSubmission()) return session.reply(SmtpReply.NOT_IMPLEMENTED);
        if (session.facts().account().isPresent()) return session.reply(SmtpReply.AUTHENTICATED_ALREADY);
        return session.authentication().begin(mechanism, initial);
    }

    /** The mechanism, never the response. */
    @Override
    public String toString() {
        return "Auth[" + mechanism + "]";
    }
}
