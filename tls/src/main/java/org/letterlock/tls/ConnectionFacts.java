package org.letterlock.tls;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What is known of one connection at the moment in which a rule is asked.
 *
 * @param moment how far the connection is: what comes later is not known yet, which is not the same as not there
 * @param listener the listener's name
 * @param remote the client's address; empty where it has none, as in memory
 * @param localPort the port it came to; 0 where there is none
 * @param serverName the SNI host name, lower case; known from {@link Moment#CLIENT_HELLO} on
 * @param tls what was agreed; known from {@link Moment#LOG_IN} on
 * @param helo what the client called itself since TLS began, in SMTP; known from {@link Moment#LOG_IN} on
 * @param account who has proven to be whom; known from {@link Moment#LOG_IN} on
 */
public record ConnectionFacts(
        Moment moment,
        String listener,
        Optional<InetAddress> remote,
        int localPort,
        Optional<String> serverName,
        Optional<TlsFacts> tls,
        Optional<String> helo,
        Optional<String> account) {

    /** When rules are asked. */
    public enum Moment {
        /** The connection is there: is STARTTLS announced? */
        CONNECTED,
        /** TLS begins: which policy? */
        CLIENT_HELLO,
        /** Somebody has proven who it is: is what was agreed enough for that account? */
        LOG_IN
    }

    /** Those of a new connection. */
    public static ConnectionFacts connected(String listener, Optional<InetAddress> remote, int localPort) {
        return new ConnectionFacts(
                Moment.CONNECTED,
                listener,
                remote,
                localPort,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static ConnectionFacts of(String listener, Channel channel) {
        var remote = channel.remoteAddress() instanceof InetSocketAddress there
                ? Optional.ofNullable(there.getAddress())
                : Optional.<InetAddress>empty();
        return connected(
                listener, remote, channel.localAddress() instanceof InetSocketAddress here ? here.getPort() : 0);
    }

    /** And the client has said which host it wants to speak to, or that it does not care. */
    public ConnectionFacts asking(Optional<String> serverName) {
        return new ConnectionFacts(Moment.CLIENT_HELLO, listener, remote, localPort, serverName, tls, helo, account);
    }

    /** And that was agreed, and the client is {@code account}. */
    public ConnectionFacts loggingIn(TlsFacts tls, Optional<String> helo, String account) {
        return new ConnectionFacts(
                Moment.LOG_IN, listener, remote, localPort, serverName, Optional.of(tls), helo, Optional.of(account));
    }
}
