package org.letterlock.pop3;

import java.util.List;
import java.util.concurrent.Executor;
import org.letterlock.mailbox.MailStore;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.SaslExchange;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.tls.TlsFacts;

/**
 * What POP3 needs from outside, shared by all its listeners.
 *
 * @param workers runs the sessions' turns; bounded, and not an event loop
 * @param loginDelay one for all listeners, so that no port is a way around it
 */
public record Pop3Services(
        Pop3Config config,
        MailStore store,
        Authenticator authenticator,
        Sasl sasl,
        Executor workers,
        LoginDelay loginDelay) {

    /** The SASL mechanisms there are for one connection. */
    public interface Sasl {
        /** Which are announced, strongest first, on a connection that {@code tls} protects. */
        List<SaslMechanism> mechanisms(TlsFacts tls);

        /** An attempt to log in from {@code origin}. */
        SaslExchange begin(SaslMechanism mechanism, Authenticator.Origin origin, TlsFacts tls);
    }
}
