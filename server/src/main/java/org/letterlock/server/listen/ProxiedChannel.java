package org.letterlock.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose peer may speak for somebody else: once that is known, {@link #remoteAddress} is theirs, for everybody who asks. So
 * the gate, the throttle, the log and Received know nothing of proxies.
 */
final class ProxiedChannel extends NioSocketChannel {
    private volatile @Nullable InetSocketAddress source;

    private ProxiedChannel(Channel parent, SocketChannel socket) {
        super(parent, socket);
    }

    void speaksFor(InetSocketAddress client) {
        source = client;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        var client = source;
        return client != null ? client : super.remoteAddress();
    }

    /** Accepts such connections. */
    static final class Listener extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            var socket = javaChannel().accept();
            if (socket == null) return 0;
            try {
                accepted.add(new ProxiedChannel(this, socket));
                return 1;
            } catch (RuntimeException e) {
                try (socket) {
                    throw new IOException("a connection that was gone at once", e);
                }
            }
        }
    }
}
