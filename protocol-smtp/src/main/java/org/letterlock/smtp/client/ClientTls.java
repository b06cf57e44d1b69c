package org.letterlock.smtp.client;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsTrust;

/**
 * The TLS of a client: two contexts, since where plaintext is the alternative older versions are better than that, and the
 * authorities it believes. A certificate for servers that ask for one belongs to the contexts. The guide's G8, G10.
 *
 * @param opportunistic for level {@code may}
 * @param mandatory for the levels above
 * @param authorities for {@code verify} and {@code secure}; at lower levels they only decide what the log says
 */
public record ClientTls(
        TlsClientContext opportunistic,
        TlsClientContext mandatory,
        Collection<X509Certificate> authorities,
        Clock clock) {
    public ClientTls {
        authorities = List.copyOf(authorities);
    }

    /** The context for a demand. */
    public TlsClientContext context(TlsDemand demand) {
        return demand.level().mandatory() ? mandatory : opportunistic;
    }

    /** Whom a connection to {@code hop} believes. */
    public TlsTrust trust(Hop hop, TlsDemand demand) {
        return switch (demand.level()) {
            case NONE, MAY, ENCRYPT -> TlsTrust.anybody(authorities, clock);
            case VERIFY -> TlsTrust.anchors(authorities, clock);
            case SECURE -> TlsTrust.named(authorities, demand.names(), clock);
            case DANE ->
                TlsTrust.dane(demand.tlsa(), demand.names().isEmpty() ? List.of(hop.name()) : demand.names(), clock);
        };
    }
}
