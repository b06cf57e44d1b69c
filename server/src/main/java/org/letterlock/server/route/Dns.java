package org.letterlock.server.route;

import java.net.InetAddress;
import java.util.concurrent.CompletionStage;
import org.letterlock.tls.Tlsa;

/**
 * What delivery asks the domain name system. Names are without a dot at their end; what is not ASCII in them is encoded on the way.
 * Each stage completes with an answer, never exceptionally. Thread-safe, and never blocks.
 */
public interface Dns {
    /** Who takes mail for a domain; CNAMEs are followed. RFC 5321, 5.1. */
    CompletionStage<DnsAnswer<Mx>> mx(String domain);

    /** IPv4 and IPv6 addresses of a host, the answer to both questions. Secure if both are. */
    CompletionStage<DnsAnswer<InetAddress>> addresses(String host);

    /** Texts, the pieces of each put together. RFC 1035, 3.3.14. */
    CompletionStage<DnsAnswer<String>> txt(String name);

    /** Certificates by name and port, as {@code _25._tcp.mx.example.org}. RFC 6698, 3. */
    CompletionStage<DnsAnswer<Tlsa>> tlsa(String name);

    /** The names of an address. RFC 1035, 3.5; RFC 3596, 2.5. */
    CompletionStage<DnsAnswer<String>> ptr(InetAddress address);

    /**
     * One MX record.
     *
     * @param preference the lower the better
     * @param host without a dot at its end; empty in a null MX (RFC 7505)
     */
    record Mx(int preference, String host) {}
}
