package org.letterlock.smtp.command;

import static org.letterlock.smtp.session.Phase.CHUNKS;
import static org.letterlock.smtp.session.Phase.GREETED;
import static org.letterlock.smtp.session.Phase.RECIPIENTS;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.Phase;
import org.letterlock.smtp.session.SmtpSession;

/** One command of the client, parsed. A new command: its record, and its words on this page. RFC 5321, 4.1. */
public sealed interface SmtpCommand
        permits Auth, Bdat, Data, Expn, Hello, Help, Mail, Noop, Quit, Rcpt, Rset, StartTls, Vrfy {
    /** Runs on the session's turn; may wait for the receiver's answer, never for the client. */
    Next run(SmtpSession session);

    /** Reads what stands behind the verb. */
    interface Parser {
        SmtpCommand parse(SmtpReader in) throws SyntaxException;
    }

    /** What else is said of a verb. */
    enum Trait {
        /** Answered in role MSA also before TLS. RFC 3207, 4. */
        BEFORE_TLS,
        /** Answered in role MSA also before AUTH. RFC 4954, 6. */
        BEFORE_LOGIN,
        /** Refused without TLS, before anything it brings is looked at. RFC 8314, 3.3; policy G13. */
        ONLY_OVER_TLS,
        /** The last of a pipelined group: its reply is sent at once. RFC 2920, 3.1. */
        ENDS_GROUP,
        /** Answered from memory: not worth changing threads. docs/decisions/0124. */
        BRIEF,
        /** Furthers nothing: too many of these are an error. */
        JUNK
    }

    /** Which verbs there are, what reads their arguments, and when they may come. RFC 5321, 4.1.4. */
    enum Verb {
        EHLO(Hello::ehlo, Phase.ANY, Trait.BEFORE_TLS, Trait.BEFORE_LOGIN, Trait.ENDS_GROUP, Trait.JUNK, Trait.BRIEF),
        HELO(Hello::helo, Phase.ANY, Trait.BEFORE_TLS, Trait.BEFORE_LOGIN, Trait.ENDS_GROUP, Trait.JUNK, Trait.BRIEF),
        MAIL(Mail::parse, EnumSet.of(GREETED), Trait.BRIEF),
        RCPT(Rcpt::parse, EnumSet.of(Phase.MAIL, RECIPIENTS), Trait.BRIEF),
        DATA(Data::parse, EnumSet.of(RECIPIENTS), Trait.ENDS_GROUP, Trait.BRIEF),
        BDAT(Bdat::parse, EnumSet.of(RECIPIENTS, CHUNKS)),
        RSET(Rset::parse, Phase.ANY, Trait.BEFORE_TLS, Trait.BEFORE_LOGIN, Trait.JUNK, Trait.BRIEF),
        NOOP(Noop::parse, Phase.ANY, Trait.BEFORE_TLS, Trait.BEFORE_LOGIN, Trait.ENDS_GROUP, Trait.JUNK, Trait.BRIEF),
        QUIT(Quit::parse, Phase.ANY, Trait.BEFORE_TLS, Trait.BEFORE_LOGIN, Trait.ENDS_GROUP, Trait.BRIEF),
        HELP(Help::parse, Phase.ANY, Trait.BEFORE_LOGIN, Trait.ENDS_GROUP, Trait.JUNK, Trait.BRIEF),
        VRFY(Vrfy::parse, Phase.ANY, Trait.ENDS_GROUP, Trait.JUNK),
        EXPN(Expn::parse, Phase.ANY, Trait.ENDS_GROUP, Trait.JUNK),
        STARTTLS(StartTls::parse, Phase.OUTSIDE, Trait.BEFORE_TLS, Trait.BEFORE_LOGIN, Trait.ENDS_GROUP, Trait.BRIEF),
        AUTH(Auth::parse, EnumSet.of(GREETED), Trait.BEFORE_LOGIN, Trait.ONLY_OVER_TLS, Trait.ENDS_GROUP);

        private static final List<Verb> ALL = List.of(values());

        private final Parser parser;
        private final Set<Phase> phases;
        private final Set<Trait> traits;
        private final byte[] name = name().getBytes(StandardCharsets.US_ASCII);

        Verb(Parser parser, Set<Phase> phases, Trait... traits) {
            this.parser = parser;
            this.phases = phases;
            this.traits = EnumSet.noneOf(Trait.class);
            this.traits.addAll(Set.of(traits));
        }

        /** The verb that {@code line} begins with, in any case. */
        public static Optional<Verb> of(byte[] line) {
            for (var verb : ALL) if (verb.begins(line)) return Optional.of(verb);
            return Optional.empty();
        }

        /** Whether {@code line} is this verb, alone or with arguments. */
        public boolean begins(byte[] line) {
            if (line.length < name.length) return false;
            if (line.length > name.length && line[name.length] != ' ' && line[name.length] != '\t') return false;
            for (int i = 0; i < name.length; i++) if ((line[i] & ~0x20) != name[i]) return false;
            return true;
        }

        public boolean has(Trait trait) {
            return traits.contains(trait);
        }

        /** Whether this listener has it at all. */
        boolean offeredBy(SmtpSession session) {
            return switch (this) {
                case STARTTLS -> session.mayStartTls();
                case AUTH -> !session.authentication().offered().isEmpty();
                default -> true;
            };
        }

        public SmtpCommand parse(byte[] line) throws SyntaxException {
            return parser.parse(SmtpReader.behind(name.length, line));
        }

        /** Why it may not come now, if it may not. */
        public Optional<SmtpReply> refusal(SmtpSession session) {
            boolean submission = session.config().isSubmission();
            var phase = session.phase();
            if (submission && !session.encrypted() && has(Trait.ONLY_OVER_TLS)) {
                return Optional.of(SmtpReply.NO_AUTH_BEFORE_TLS);
            }
            if (submission && !session.encrypted() && !has(Trait.BEFORE_TLS)) return Optional.of(SmtpReply.NEED_TLS);
            if (phase == Phase.CONNECTED && !phases.contains(phase)) return Optional.of(SmtpReply.SAY_EHLO);
            if (submission && session.facts().account().isEmpty() && !has(Trait.BEFORE_LOGIN)) {
                return Optional.of(SmtpReply.NEED_AUTHENTICATION);
            }
            return phases.contains(phase) ? Optional.empty() : Optional.of(outOfOrder(phase));
        }

        private SmtpReply outOfOrder(Phase phase) {
            if (phase == CHUNKS) return SmtpReply.IN_CHUNKS;
            if (this == MAIL) return SmtpReply.NESTED_MAIL;
            if (phase == GREETED) return SmtpReply.NEED_MAIL;
            return phase == Phase.MAIL && phases.contains(RECIPIENTS)
                    ? SmtpReply.NEED_RECIPIENT
                    : SmtpReply.NOT_IN_TRANSACTION;
        }
    }
}
