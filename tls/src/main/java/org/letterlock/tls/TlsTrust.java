package org.letterlock.tls;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.letterlock.tls.TlsPeer.Verdict;

/** Which servers a client believes. RFC 5280, 6; RFC 9525; RFC 7672. */
public final class TlsTrust {
    private final boolean anybody;
    private final BiFunction<List<X509Certificate>, String, Verdict> judge;

    private TlsTrust(boolean anybody, BiFunction<List<X509Certificate>, String, Verdict> judge) {
        this.anybody = anybody;
        this.judge = judge;
    }

    /** Goes on with any server, and says in the facts that it was not verified: opportunistic TLS. RFC 7435. */
    public static TlsTrust anybody() {
        return anybody(List.of(), Clock.systemUTC());
    }

    /** Goes on with any server, and says in the facts what {@link #anchors} would have found. */
    public static TlsTrust anybody(Collection<X509Certificate> authorities, Clock clock) {
        return new TlsTrust(true, forHost(authorities, clock));
    }

    /** Only servers whose certificate is for the host asked for and leads to one of {@code authorities}. */
    public static TlsTrust anchors(Collection<X509Certificate> authorities, Clock clock) {
        return new TlsTrust(false, forHost(authorities, clock));
    }

    /**
     * Only servers whose certificate is for one of {@code names}, whatever host was asked for, and leads to one of {@code
     * authorities}; a name {@code .example.org} stands for every host below.
     */
    public static TlsTrust named(Collection<X509Certificate> authorities, Collection<String> names, Clock clock) {
        var path = serverPath(authorities, clock);
        var wanted = List.copyOf(names);
        return new TlsTrust(
                false,
                (chain, host) ->
                        wanted.stream().anyMatch(n -> isFor(chain.get(0), n)) ? path.check(chain) : Verdict.WRONG_NAME);
    }

    /**
     * Only servers whose certificate is among {@code records}; where these name an authority, it must be for one of {@code names}
     * too. Records that SMTP cannot use count for nothing; when there are no others, this is {@link #anybody()}. RFC 7672, 2.2, 3.
     */
    public static TlsTrust dane(Collection<Tlsa> records, Collection<String> names, Clock clock) {
        var published = new PublishedCertificates(records, names, clock);
        return published.isEmpty() ? anybody() : new TlsTrust(false, (chain, host) -> published.check(chain));
    }

    private static BiFunction<List<X509Certificate>, String, Verdict> forHost(
            Collection<X509Certificate> authorities, Clock clock) {
        var path = serverPath(authorities, clock);
        return (chain, host) -> HostName.matches(chain.get(0), host) ? path.check(chain) : Verdict.WRONG_NAME;
    }

    static CertificatePath serverPath(Collection<X509Certificate> authorities, Clock clock) {
        return new CertificatePath(authorities, List.of(), CertificatePath.SERVER_AUTH, clock);
    }

    static boolean isFor(X509Certificate leaf, String name) {
        return name.startsWith(".") ? HostName.matchesBelow(leaf, name) : HostName.matches(leaf, name);
    }

    boolean takesAnybody() {
        return anybody;
    }

    /** What there is to say of a server that shows {@code chain} as {@code host}. */
    Verdict check(List<X509Certificate> chain, String host) {
        return chain.isEmpty() ? Verdict.NONE : judge.apply(chain, host);
    }
}
