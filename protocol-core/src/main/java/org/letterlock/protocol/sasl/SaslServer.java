package org.letterlock.protocol.sasl;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.tls.TlsFacts;

/** SASL of one server: makes the {@link SaslOffer} of each connection once it has TLS. Thread-safe. RFC 4422. */
public final class SaslServer {
    /** Octets of one response, decoded. RFC 4954, 4. */
    public static final int MAX_RESPONSE = 12288;

    /** Octets of a password: hashing more is work for an attacker's sake. */
    public static final int MAX_PASSWORD = 1024;

    /** How many attempts may fail on one connection; after the last of them the session says goodbye. */
    public static final int MAX_FAILURES = 5;

    private final Authenticator authenticator;
    private final SecureRandom random;
    private final Set<SaslMechanism> enabled;
    private final CertifiedAccounts certified;

    /** With all mechanisms but EXTERNAL, since no certificate stands for anybody. */
    public SaslServer(Authenticator authenticator, SecureRandom random) {
        this(authenticator, random, EnumSet.allOf(SaslMechanism.class));
    }

    /** @param enabled what may be offered at all */
    public SaslServer(Authenticator authenticator, SecureRandom random, Collection<SaslMechanism> enabled) {
        this(authenticator, random, enabled, CertifiedAccounts.NONE);
    }

    /**
     * SASL with certificates.
     *
     * @param enabled what may be offered at all
     * @param certified for whom clients' certificates stand
     */
    public SaslServer(
            Authenticator authenticator,
            SecureRandom random,
            Collection<SaslMechanism> enabled,
            CertifiedAccounts certified) {
        this.certified = certified;
        this.authenticator = authenticator;
        this.random = random;
        this.enabled = EnumSet.noneOf(SaslMechanism.class);
        this.enabled.addAll(enabled);
    }

    /** What is offered to a client over the TLS it has; before TLS there is {@link SaslOffer#NONE}. */
    public SaslOffer over(TlsFacts tls, Origin origin) {
        var mechanisms = EnumSet.copyOf(enabled);
        if (ChannelBinding.of(tls).isEmpty()) mechanisms.remove(SaslMechanism.SCRAM_SHA_256_PLUS);
        var account = certified.account(tls.peer());
        if (account.isEmpty()) mechanisms.remove(SaslMechanism.EXTERNAL);
        return new SaslOffer.Open(authenticator, random, tls.channelBindings(), origin, account, mechanisms);
    }
}
