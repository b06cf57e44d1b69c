package org.letterlock.server.listen;

import java.util.Optional;
import org.letterlock.tls.TlsDecision;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsPeer;
import org.letterlock.tls.TlsSuite;

/** TLS that ends at a proxy, whose word counts: octets pass as they are, and the facts are what it said. Policy G16. */
final class TerminatedTls extends TlsHandler {
    private static final String UNKNOWN = "unknown";

    private final TlsFacts facts;

    private TerminatedTls(TlsFacts facts) {
        this.facts = facts;
    }

    /** {@code demand}: what rules want of a log-in. Empty where it is no TLS that counts: RFC 8996 has ended what is older than 1.2. */
    static Optional<TerminatedTls> of(ProxyHeader.ClientTls said, TlsDecision.LogInDemand demand) {
        if (!said.version().equals("TLSv1.2") && !said.version().equals("TLSv1.3")) return Optional.empty();
        var cipher = said.cipher().orElse(UNKNOWN);
        var suite = TlsSuite.named(cipher);
        return Optional.of(new TerminatedTls(new TlsFacts(
                said.version(),
                cipher,
                suite.map(TlsSuite::name).orElse(cipher),
                suite.map(TlsSuite::bits).orElse(0),
                UNKNOWN,
                said.serverName(),
                said.alpn(),
                false,
                TlsPeer.NONE, // it named somebody, and showed us nothing
                type -> Optional.empty(), // SCRAM's binding would be to the wrong connection
                new TlsDecision("", Optional.empty(), Optional.empty(), demand))));
    }

    @Override
    public Optional<TlsFacts> facts() {
        return Optional.of(facts);
    }
}
