package org.letterlock.server.log;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandshake;

/**
 * Something about TLS that is worth a line.
 *
 * @param listener the listener's name
 * @param remote the client as {@code 192.0.2.7}, or {@code unknown}
 * @param remotePort 0 where there is none
 */
record TlsEvent(Instant at, String listener, String remote, int remotePort, int localPort, What what) {
    /** What happened. */
    sealed interface What {}

    /** A handshake ended well. */
    record Done(TlsFacts facts, Duration took) implements What {}

    /** A handshake failed. {@code unsaid}: how many like it were left out before. */
    record Failed(TlsHandshake.Failed why, Duration took, int unsaid) implements What {}

    /** Somebody proved to be {@code account}; {@code unmet}: what the policy misses, so that the log-in was refused. */
    record LogIn(TlsFacts facts, String account, Optional<String> helo, Optional<String> unmet) implements What {}

    static String host(Optional<InetSocketAddress> remote) {
        return remote.map(InetSocketAddress::getAddress).map(TlsEvent::host).orElse("unknown");
    }

    /** Without the zone of a link-local address. */
    static String host(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
