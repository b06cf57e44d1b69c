package org.letterlock.server.route;

import java.util.List;
import java.util.Optional;
import org.letterlock.smtp.client.Hop.Dialect;
import org.letterlock.smtp.client.Login;
import org.letterlock.smtp.client.TlsLevel;

/**
 * What is configured for mail to some domains.
 *
 * @param via the server that takes it, instead of those that DNS names
 * @param level how well it has to be protected; {@code may} is bettered by what the domain publishes (RFC 7672, RFC 8461)
 * @param names at level {@code secure}: one of them the certificate must be for; unless given, the domain and any host below
 */
public record RouteRule(Optional<Relay> via, TlsLevel level, List<String> names) {
    public static final RouteRule DEFAULT = new RouteRule(Optional.empty(), TlsLevel.MAY, List.of());

    public RouteRule {
        names = List.copyOf(names);
        if (via.isPresent() && level == TlsLevel.DANE)
            throw new IllegalArgumentException("level: dane is for hosts that DNS names, not with via");
        if (via.isPresent() && via.get().login().isPresent() && !level.mandatory())
            throw new IllegalArgumentException("level: who logs in does so over TLS; encrypt, verify or secure");
    }

    /**
     * One server, named by whoever configures this one.
     *
     * @param host a name whose addresses are asked for, or an address
     * @param login who logs in there
     */
    public record Relay(String host, int port, Dialect dialect, boolean implicitTls, Optional<Login> login) {
        public Relay {
            if (host.isEmpty()) throw new IllegalArgumentException("via: no host");
            if (port < 1 || port > 65535) throw new IllegalArgumentException("via: a port is from 1 to 65535");
        }
    }
}
