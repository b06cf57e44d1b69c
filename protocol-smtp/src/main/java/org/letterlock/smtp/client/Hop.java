package org.letterlock.smtp.client;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One server to speak to.
 *
 * @param address resolved
 * @param name its host name: what it is asked for in TLS (SNI) and what level {@code verify} holds its certificate against; an
 *     address literal's text where it has none
 * @param implicitTls whether TLS begins with the connection, rather than with STARTTLS (RFC 8314, 3)
 * @param login who logs in there; never without TLS
 */
public record Hop(InetSocketAddress address, String name, Dialect dialect, boolean implicitTls, Optional<Login> login) {
    public Hop {
        if (address.isUnresolved()) throw new IllegalArgumentException(address + " is not resolved");
        if (name.isEmpty()) throw new IllegalArgumentException("a hop has a name");
    }

    /** A server on port 25 of some MX host, or any other without log-in. */
    public static Hop smtp(InetSocketAddress address, String name) {
        return new Hop(address, name, Dialect.SMTP, false, Optional.empty());
    }

    /** Which of the two protocols is spoken. */
    public enum Dialect {
        /** RFC 5321. */
        SMTP,
        /** One reply for each recipient behind the message. RFC 2033. */
        LMTP
    }

    /** {@code name[192.0.2.1]:25} */
    @Override
    public String toString() {
        return name + "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
    }
}
