package org.letterlock.server.listen;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.letterlock.protocol.MailProtocol;
import org.letterlock.tls.TlsServerContext;

/**
 * One listener before it is opened.
 *
 * @param name unique in the server, for log lines and to ask for its endpoint
 * @param address where to listen; port 0 for one the system chooses
 * @param implicitTls TLS from the first octet; empty where the protocol's own STARTTLS, or nothing, protects it
 * @param proxies who may speak for others here
 * @param owner what set the port, in the words of whoever has to change it: an option, a line of a file
 */
public record PortPlan(
        String name,
        InetSocketAddress address,
        MailProtocol protocol,
        Optional<TlsServerContext> implicitTls,
        Proxies proxies,
        String owner) {}
