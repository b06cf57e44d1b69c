package org.letterlock.protocol.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.tls.TlsFacts;

/** The ways to log in that one connection has, at this moment. */
public sealed interface SaslOffer {
    /** No way: there is no TLS. RFC 8314, 3; RFC 4954, 4. */
    SaslOffer NONE = new Closed();

    /** The mechanisms to announce, strongest first. */
    List<SaslMechanism> mechanisms();

    /** A new exchange; {@code mechanism} as the client wrote it, in any case. Empty when it is not offered. */
    Optional<SaslExchange> begin(String mechanism);

    /**
     * Logs in by name and password outside SASL: LOGIN of IMAP, USER and PASS of POP3. The same rules hold as for PLAIN.
     * Both arrays are wiped.
     */
    CompletionStage<SaslExchange.Step> login(byte[] user, byte[] password);

    /** See {@link #NONE}. */
    record Closed() implements SaslOffer {
        @Override
        public List<SaslMechanism> mechanisms() {
            return List.of();
        }

        @Override
        public Optional<SaslExchange> begin(String mechanism) {
            return Optional.empty();
        }

        @Override
        public CompletionStage<SaslExchange.Step> login(byte[] user, byte[] password) {
            Arrays.fill(password, (byte) 0);
            return CompletableFuture.completedFuture(SaslExchange.Step.Failed.REFUSED);
        }
    }

    /** With TLS. */
    final class Open implements SaslOffer {
        private static final int NONCE_OCTETS = 18; // 24 characters, 144 bits
        private final Authenticator authenticator;
        private final SecureRandom random;
        private final TlsFacts.ChannelBindings bindings;
        private final Origin origin;
        private final Optional<String> certified;
        private final List<SaslMechanism> mechanisms;

        Open(
                Authenticator authenticator,
                SecureRandom random,
                TlsFacts.ChannelBindings bindings,
                Origin origin,
                Optional<String> certified,
                Set<SaslMechanism> mechanisms) {
            this.authenticator = authenticator;
            this.random = random;
            this.bindings = bindings;
            this.origin = origin;
            this.certified = certified;
            this.mechanisms = List.copyOf(mechanisms);
        }

        @Override
        public List<SaslMechanism> mechanisms() {
            return mechanisms;
        }

        @Override
        public Optional<SaslExchange> begin(String mechanism) {
            for (var m : mechanisms) if (m.wire().equalsIgnoreCase(mechanism)) return Optional.of(exchange(m));
            return Optional.empty();
        }

        @Override
        public CompletionStage<SaslExchange.Step> login(byte[] user, byte[] password) {
            return new PasswordCheck(authenticator, origin).check(new byte[0], user, password);
        }

        private SaslExchange exchange(SaslMechanism mechanism) {
            return switch (mechanism) {
                case EXTERNAL -> new ExternalExchange(authenticator, certified.orElseThrow(), origin);
                case PLAIN -> new PlainExchange(new PasswordCheck(authenticator, origin));
                case LOGIN -> new LoginExchange(new PasswordCheck(authenticator, origin));
                case SCRAM_SHA_256 -> scram(false);
                case SCRAM_SHA_256_PLUS -> scram(true);
            };
        }

        private ScramExchange scram(boolean plus) {
            boolean plusOffered = mechanisms.contains(SaslMechanism.SCRAM_SHA_256_PLUS);
            return new ScramExchange(authenticator, origin, this::nonce, bindings, plus, plusOffered);
        }

        private String nonce() {
            var octets = new byte[NONCE_OCTETS];
            random.nextBytes(octets);
            return Base64.getEncoder().encodeToString(octets);
        }
    }
}
