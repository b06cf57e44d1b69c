package org.letterlock.server.listen;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.letterlock.protocol.MailProtocol;
import org.letterlock.tls.TlsDecision;
import org.letterlock.tls.TlsServerContext;

/**
 * One listener before it is opened.
 *
 * @param name unique in the server, for log lines and to ask for its endpoint
 * @param address where to listen; port 0 for one the system chooses
 * @param implicitTls TLS from the first octet; empty where the protocol's own STARTTLS, or nothing, protects it
 * @param tls the TLS that is spoken here, however it begins
 * @param proxies who may speak for others here
 * @param owner what set the port, in the words of whoever has to change it: an option, a line of a file
 */
public record PortPlan(
        String name,
        InetSocketAddress address,
        MailProtocol protocol,
        Optional<TlsServerContext> implicitTls,
        Optional<TlsServerContext> tls,
        Proxies proxies,
        String owner) {
    /** What rules want of a log-in whose TLS ended at a proxy. */
    TlsDecision.LogInDemand demandsOf(Channel client, Optional<String> serverName) {
        return tls.map(t -> t.demandsOf(client, serverName)).orElse(TlsDecision.NONE.logIn());
    }
}
