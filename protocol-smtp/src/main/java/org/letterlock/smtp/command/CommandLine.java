package org.letterlock.smtp.command;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.letterlock.protocol.Line;
import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.command.SmtpCommand.Trait;
import org.letterlock.smtp.command.SmtpCommand.Verb;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.SmtpSession;

/** What happens to one line outside a message: is it sound, is it a command, may it come now, is it well said, then it runs. */
public final class CommandLine {
    /** What a browser says first, sent here by somebody else's trick. RFC 9110, 9; RFC 9113, 3.4. */
    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI");

    private static final int LONGEST_METHOD = 7;

    private CommandLine() {}

    public static Next run(Line line, SmtpSession session) {
        if (session.authentication().inProgress())
            return session.authentication().respond(line);
        var octets = line.octets();
        if (isHttp(octets)) return session.leave(SmtpReply.NOT_HTTP);
        var flaw = flaw(line);
        if (flaw.isPresent()) return session.replyNow(flaw.get());
        var known = Verb.of(octets);
        if (known.isEmpty()) return session.replyNow(SmtpReply.UNKNOWN_COMMAND);
        var verb = known.get();
        if (verb.has(Trait.JUNK) && session.errors().countJunk()) {
            var enough = session.tooMuchJunk();
            if (enough.isPresent()) return enough.get();
        }
        var refusal = verb.refusal(session);
        if (refusal.isPresent()) return session.reply(refusal.get());
        SmtpCommand command;
        try {
            command = verb.parse(octets);
        } catch (SyntaxException e) {
            return session.reply(SmtpReply.to(e));
        }
        var next = command.run(session);
        if (verb.has(Trait.ENDS_GROUP)) session.link().flush();
        return next;
    }

    /** Whether it is answered at once and from memory, as long as no mail transaction was opened and nobody logs in. */
    public static boolean isBrief(Line line) {
        return line.sound()
                && Verb.of(line.octets()).filter(verb -> verb.has(Trait.BRIEF)).isPresent();
    }

    /** What happens to a BDAT that does not say how many octets follow: nobody knows where the next command begins. */
    public static Next unframed(Line line, SmtpSession session) {
        var flaw = flaw(line);
        if (flaw.isPresent()) return session.leave(flaw.get());
        try {
            Verb.BDAT.parse(line.octets());
            throw new IllegalArgumentException("this BDAT is well-formed");
        } catch (SyntaxException e) {
            return session.leave(SmtpReply.to(e));
        }
    }

    private static Optional<SmtpReply> flaw(Line line) {
        switch (line.flaw()) {
            case TOO_LONG -> {
                return Optional.of(Verb.AUTH.begins(line.octets()) ? SmtpReply.AUTH_TOO_LONG : SmtpReply.LINE_TOO_LONG);
            }
            case BARE_LF, BARE_CR -> {
                return Optional.of(SmtpReply.BARE_NEWLINE);
            }
            case NUL -> {
                return Optional.of(SmtpReply.NOT_TEXT);
            }
            case NONE -> {
                for (byte octet : line.octets()) {
                    if ((octet >= 0 && octet < ' ' && octet != '\t') || octet == 0x7F) {
                        return Optional.of(SmtpReply.NOT_TEXT);
                    }
                }
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isHttp(byte[] line) {
        for (int i = 0; i < line.length && i <= LONGEST_METHOD; i++) {
            if (line[i] == ' ') return HTTP_METHODS.contains(new String(line, 0, i, StandardCharsets.ISO_8859_1));
        }
        return false;
    }
}
