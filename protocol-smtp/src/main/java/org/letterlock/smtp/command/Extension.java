package org.letterlock.smtp.command;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.smtp.session.SmtpSession;

/** What EHLO announces, in this order. */
enum Extension {
    /** RFC 2920. */
    PIPELINING(s -> Optional.of("")),
    /** RFC 1870, 3. */
    SIZE(s -> Optional.of(Long.toString(s.config().limits().messageSize()))),
    /** RFC 3207, 4. */
    STARTTLS(s -> s.mayStartTls() ? Optional.of("") : Optional.empty()),
    /** RFC 4954, 3. */
    AUTH(s -> {
        var offered = s.authentication().offered();
        return offered.isEmpty()
                ? Optional.empty()
                : Optional.of(offered.stream().map(SaslMechanism::wire).collect(Collectors.joining(" ")));
    }),
    /** RFC 2034. */
    ENHANCEDSTATUSCODES(s -> Optional.of("")),
    /** RFC 6152. */
    EIGHTBITMIME(s -> Optional.of("")) {
        @Override
        String keyword() {
            return "8BITMIME";
        }
    },
    /** RFC 6531. */
    SMTPUTF8(s -> Optional.of("")),
    /** RFC 3461. */
    DSN(s -> Optional.of("")),
    /** RFC 3030, 2. */
    CHUNKING(s -> Optional.of("")),
    /** RFC 3030, 3. */
    BINARYMIME(s -> Optional.of("")),
    /** RFC 8689, 2: never before TLS. */
    REQUIRETLS(s -> s.encrypted() ? Optional.of("") : Optional.empty()),
    /** RFC 9422. */
    LIMITS(s -> Optional.of("RCPTMAX=" + s.config().limits().recipients()));

    private final Function<SmtpSession, Optional<String>> parameters;

    Extension(Function<SmtpSession, Optional<String>> parameters) {
        this.parameters = parameters;
    }

    String keyword() {
        return name();
    }

    /** Its line, when it is there now. */
    Optional<String> announcement(SmtpSession session) {
        return parameters.apply(session).map(p -> p.isEmpty() ? keyword() : keyword() + " " + p);
    }
}
