package org.letterlock.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What our own side decided in one handshake.
 *
 * @param policy the policy that held, such as {@code current/msa}
 * @param rule the name of the rule that chose it; empty: the listener's own
 * @param certificate the certificate we showed
 * @param logIn what a log-in over this connection still has to meet
 */
public record TlsDecision(
        String policy, Optional<String> rule, Optional<X509Certificate> certificate, LogInDemand logIn) {
    /** Nothing was decided, and nothing is demanded. */
    public static final TlsDecision NONE =
            new TlsDecision("", Optional.empty(), Optional.empty(), (agreed, account, helo) -> Optional.empty());

    /** Whether what was agreed is enough for an account: a rule may ask more for it than was known in the handshake. */
    @FunctionalInterface
    public interface LogInDemand {
        /**
         * What is missing for {@code account}, in words for its owner; empty: nothing.
         *
         * @param helo what the client called itself since TLS began
         */
        Optional<String> unmet(TlsFacts agreed, String account, Optional<String> helo);
    }
}
