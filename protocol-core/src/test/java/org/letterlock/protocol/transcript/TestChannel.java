package org.letterlock.protocol.transcript;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** An {@link EmbeddedChannel} with Internet addresses and a clock that stands still until it is advanced. */
public class TestChannel extends EmbeddedChannel {
    private final InetSocketAddress remote;
    private final InetSocketAddress local;

    /** From a client in a documentation network. RFC 5737. */
    public TestChannel() {
        this(new InetSocketAddress("192.0.2.1", 40000));
    }

    public TestChannel(InetSocketAddress remote) {
        this(remote, new InetSocketAddress("192.0.2.25", 25));
    }

    public TestChannel(InetSocketAddress remote, InetSocketAddress local) {
        this.remote = remote;
        this.local = local;
        freezeTime();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected SocketAddress localAddress0() {
        return local;
    }
}
