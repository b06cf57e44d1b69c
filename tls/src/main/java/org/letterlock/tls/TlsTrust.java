package org.letterlock.tls;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.letterlock.tls.TlsPeer.Verdict;

/** Which servers a client believes. RFC 5280, 6; RFC 9525. */
public final class TlsTrust {
    private final boolean anybody;
    private final CertificatePath path;

    private TlsTrust(boolean anybody, Collection<X509Certificate> authorities, Clock clock) {
        this.anybody = anybody;
        path = new CertificatePath(authorities, List.of(), CertificatePath.SERVER_AUTH, clock);
    }

    /** Goes on with any server, and says in the facts that it was not verified: opportunistic TLS. RFC 7435. */
    public static TlsTrust anybody() {
        return new TlsTrust(true, List.of(), Clock.systemUTC());
    }

    /** Only servers whose certificate is for the host asked for and leads to one of {@code authorities}. */
    public static TlsTrust anchors(Collection<X509Certificate> authorities, Clock clock) {
        return new TlsTrust(false, authorities, clock);
    }

    boolean takesAnybody() {
        return anybody;
    }

    /** What there is to say of a server that shows {@code chain} as {@code host}. */
    Verdict check(List<X509Certificate> chain, String host) {
        if (chain.isEmpty()) return Verdict.NONE;
        return HostName.matches(chain.get(0), host) ? path.check(chain) : Verdict.WRONG_NAME;
    }
}
