package org.letterlock.pop3.command;

import static org.letterlock.pop3.session.State.AUTHORIZATION;
import static org.letterlock.pop3.session.State.TRANSACTION;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.pop3.session.State;
import org.letterlock.protocol.Next;

/** One command of the client, parsed. A new command: its record, and its words on this page. */
public sealed interface Pop3Command
        permits Auth,
                Capa,
                Dele,
                Lang,
                ListMessages,
                Noop,
                Pass,
                Quit,
                Response,
                Retr,
                Rset,
                Stat,
                Stls,
                Top,
                Uidl,
                User,
                Utf8 {
    /** Runs on the session's turn; may wait for the store's index, never for the client. */
    Next run(Pop3Session session);

    /** Which verbs there are, what reads their parameters, and when they may come. RFC 1939, 9. */
    enum Verb {
        CAPA(Capa::parse, BeforeTls.ALLOWED, AUTHORIZATION, TRANSACTION),
        STLS(Stls::parse, BeforeTls.ALLOWED, AUTHORIZATION),
        UTF8(Utf8::parse, BeforeTls.ALLOWED, AUTHORIZATION),
        LANG(Lang::parse, BeforeTls.ALLOWED, AUTHORIZATION, TRANSACTION),
        USER(User::parse, BeforeTls.REFUSED, AUTHORIZATION),
        PASS(Pass::parse, BeforeTls.REFUSED, AUTHORIZATION),
        AUTH(Auth::parse, BeforeTls.REFUSED, AUTHORIZATION),
        STAT(Stat::parse, BeforeTls.ALLOWED, TRANSACTION),
        LIST(ListMessages::parse, BeforeTls.ALLOWED, TRANSACTION),
        UIDL(Uidl::parse, BeforeTls.ALLOWED, TRANSACTION),
        RETR(Retr::parse, BeforeTls.ALLOWED, TRANSACTION),
        TOP(Top::parse, BeforeTls.ALLOWED, TRANSACTION),
        DELE(Dele::parse, BeforeTls.ALLOWED, TRANSACTION),
        RSET(Rset::parse, BeforeTls.ALLOWED, TRANSACTION),
        NOOP(Noop::parse, BeforeTls.ALLOWED, TRANSACTION),
        QUIT(Quit::parse, BeforeTls.ALLOWED, AUTHORIZATION, TRANSACTION);

        static final int LONGEST = 4;
        private static final Map<String, Verb> BY_NAME;

        static {
            var byName = new TreeMap<String, Verb>(String.CASE_INSENSITIVE_ORDER);
            for (var verb : values()) byName.put(verb.name(), verb);
            BY_NAME = byName;
        }

        private final Parameters parameters;
        private final BeforeTls beforeTls;
        private final Set<State> states;

        Verb(Parameters parameters, BeforeTls beforeTls, State first, State... others) {
            this.parameters = parameters;
            this.beforeTls = beforeTls;
            this.states = EnumSet.of(first, others);
        }

        static Optional<Verb> of(String name) {
            return Optional.ofNullable(BY_NAME.get(name));
        }

        /** Reads the verb of a line; its parameters are left to {@link #parse}. Empty when there is no such verb. */
        public static Optional<Verb> read(Pop3Reader in) {
            return in.verb();
        }

        /** Reads the parameters behind the verb. */
        public Pop3Command parse(Pop3Reader in) throws SyntaxException {
            var command = parameters.parse(in);
            in.end();
            return command;
        }

        public boolean allowedIn(State state) {
            return states.contains(state);
        }

        /** Whether it is answered at once and from memory, as long as nobody has logged in. docs/decisions/0124. */
        public boolean isBrief() {
            return this == CAPA || this == STLS || this == UTF8 || this == LANG || this == QUIT;
        }

        /** Whether it may come only under TLS: its parameters are not looked at before. RFC 8314, 3; policy C6. */
        public boolean needsTls() {
            return beforeTls == BeforeTls.REFUSED;
        }
    }

    /** Whether a verb may come on a connection without TLS. */
    enum BeforeTls {
        ALLOWED,
        REFUSED
    }

    /** What reads the parameters of a verb. */
    @FunctionalInterface
    interface Parameters {
        Pop3Command parse(Pop3Reader in) throws SyntaxException;
    }
}
