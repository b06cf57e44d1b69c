package org.letterlock.pop3.command;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.letterlock.pop3.command.Pop3Command.Verb;
import org.letterlock.pop3.session.Pop3Session;
import org.letterlock.pop3.session.State;
import org.letterlock.protocol.sasl.SaslMechanism;

/** The lines of CAPA, in this order: whether each stands there now, and with which arguments. RFC 2449, 6. */
enum Capability {
    TOP("TOP"),
    UIDL("UIDL"),
    USER("USER", Verb.USER), // hidden where USER is refused: policy C6
    SASL("SASL", Capability::mechanisms),
    STLS("STLS", Capability::stls),
    PIPELINING("PIPELINING"),
    RESP_CODES("RESP-CODES"),
    AUTH_RESP_CODE("AUTH-RESP-CODE"), // RFC 3206, 5
    LOGIN_DELAY("LOGIN-DELAY", Capability::loginDelay),
    EXPIRE("EXPIRE", session -> Optional.of("NEVER")),
    UTF8("UTF8", session -> Optional.of("USER")), // RFC 6856, 2.2
    LANG("LANG"), // RFC 6856, 3
    IMPLEMENTATION("IMPLEMENTATION", session -> Optional.of("Letterlock"));

    private final String tag;
    private final Function<Pop3Session, Optional<String>> arguments;

    Capability(String tag) {
        this(tag, session -> Optional.of(""));
    }

    /** A verb that may need TLS: announced where it may come. */
    Capability(String tag, Verb verb) {
        this(tag, session -> verb.needsTls() && !session.encrypted() ? Optional.empty() : Optional.of(""));
    }

    Capability(String tag, Function<Pop3Session, Optional<String>> arguments) {
        this.tag = tag;
        this.arguments = arguments;
    }

    /** The line, without CRLF; empty when it is not announced now. */
    Optional<String> line(Pop3Session session) {
        return arguments.apply(session).map(a -> a.isEmpty() ? tag : tag + " " + a);
    }

    private static Optional<String> mechanisms(Pop3Session session) {
        var names =
                session.offer().mechanisms().stream().map(SaslMechanism::wire).collect(Collectors.joining(" "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    /** RFC 2595, 4 and 8: where it is permitted. */
    private static Optional<String> stls(Pop3Session session) {
        boolean permitted = session.state() == State.AUTHORIZATION
                && session.wire().canStartTls()
                && !session.encrypted()
                && !session.utf8();
        return permitted ? Optional.of("") : Optional.empty();
    }

    private static Optional<String> loginDelay(Pop3Session session) {
        long seconds = session.config().loginDelay().toSeconds();
        return seconds == 0 ? Optional.empty() : Optional.of(Long.toString(seconds));
    }
}
