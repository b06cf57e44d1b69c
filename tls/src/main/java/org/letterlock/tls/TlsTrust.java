package org.letterlock.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which servers a client believes. RFC 5280, 6; RFC 9525. */
public final class TlsTrust {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USE = "2.5.29.37.0";

    private final boolean anybody;
    private final Set<TrustAnchor> anchors;
    private final Clock clock;

    private TlsTrust(boolean anybody, Set<TrustAnchor> anchors, Clock clock) {
        this.anybody = anybody;
        this.anchors = anchors;
        this.clock = clock;
    }

    /** Goes on with any server, and says in the facts that it was not verified: opportunistic TLS. RFC 7435. */
    public static TlsTrust anybody() {
        return new TlsTrust(true, Set.of(), Clock.systemUTC());
    }

    /** Only servers whose certificate is for the host asked for and leads to one of {@code authorities}. */
    public static TlsTrust anchors(Collection<X509Certificate> authorities, Clock clock) {
        return new TlsTrust(
                false, authorities.stream().map(a -> new TrustAnchor(a, null)).collect(Collectors.toSet()), clock);
    }

    boolean takesAnybody() {
        return anybody;
    }

    /** What is wrong with a server that shows {@code chain} as {@code host}; empty: nothing. */
    Optional<String> problem(List<X509Certificate> chain, String host) {
        if (anchors.isEmpty()) return Optional.of("nobody is trusted");
        if (chain.isEmpty()) return Optional.of("no certificate");
        var leaf = chain.get(0);
        if (!HostName.matches(leaf, host)) return Optional.of("the certificate is not for " + host);
        try {
            var uses = leaf.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVER_AUTH) && !uses.contains(ANY_USE))
                return Optional.of("the certificate is not for servers");
            var target = new X509CertSelector();
            target.setCertificate(leaf);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(clock.instant()));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return Optional.empty();
        } catch (CertificateParsingException e) {
            return Optional.of("the certificate cannot be read");
        } catch (GeneralSecurityException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            return Optional.of("the certificate is not trusted: " + cause.getMessage());
        }
    }
}
