package org.letterlock.protocol;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.SessionHandler.Goodbye;
import org.letterlock.tls.TlsServerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections come into one server, over all its listeners: counts them, and keeps strangers (who have not logged
 * in) from taking all there is. Too many strangers from one address are refused; when the house is full, the stranger who
 * has been there longest makes room, and nobody who has logged in ever does. Thread-safe.
 */
public final class ConnectionGate {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGate.class);

    private final Limits limits;
    private final Set<Guest> strangers =
            new LinkedHashSet<>(); // the longest here first; this and below: guarded by this
    private final Set<Guest> known = new LinkedHashSet<>();
    private final Set<Guest> leaving = new LinkedHashSet<>(); // told to go
    private final Map<Network, Integer> strangersFrom = new HashMap<>();
    private boolean closed;

    /**
     * How many there may be.
     *
     * @param connections at the same time, over all listeners
     * @param strangersFromOneAddress who have not logged in, from one IPv4 address or one /64 of IPv6
     * @param farewell how long somebody who makes room may take to leave, before being cut off
     */
    public record Limits(int connections, int strangersFromOneAddress, Duration farewell) {
        public static final Limits DEFAULT = new Limits(20_000, 100, Duration.ofSeconds(10));

        public Limits {
            if (connections < 1 || strangersFromOneAddress < 1 || farewell.isNegative())
                throw new IllegalArgumentException("at least one connection");
        }
    }

    /** One connection. */
    private static final class Guest {
        final Channel channel;
        final Network network;

        @Nullable
        SessionHandler<?> session; // null while it is set up

        Guest(Channel channel, Network network) {
            this.channel = channel;
            this.network = network;
        }

        void end(Goodbye why) {
            var s = session;
            if (s == null) channel.close();
            else s.end(why);
        }
    }

    public ConnectionGate(Limits limits) {
        this.limits = limits;
    }

    /**
     * Gives a new connection its handlers, or refuses it: with the protocol's line where there is no TLS yet, without a
     * word otherwise. On the channel's event loop, such as in its initializer.
     *
     * @param implicitTls the TLS that begins with the first octet
     */
    public boolean admit(Channel channel, MailProtocol protocol, Optional<TlsServerContext> implicitTls) {
        var guest = new Guest(channel, network(channel));
        Guest shed = null;
        String refused = null;
        synchronized (this) {
            if (closed) refused = "the server stops";
            else if (strangersFrom.getOrDefault(guest.network, 0) >= limits.strangersFromOneAddress) {
                refused = "too many from there";
            } else if (strangers.size() + known.size() >= limits.connections) {
                shed = oldestStranger();
                if (shed == null) refused = "too many";
            }
            if (refused == null) {
                strangers.add(guest);
                strangersFrom.merge(guest.network, 1, Integer::sum);
            }
        }
        if (shed != null) shed(shed);
        if (refused != null) {
            refuse(channel, protocol, implicitTls.isPresent(), refused);
            return false;
        }
        channel.closeFuture().addListener(gone -> left(guest));
        implicitTls.ifPresent(tls -> channel.pipeline().addLast(tls.newHandler()));
        var session = protocol.addTo(channel.pipeline());
        guest.session = session;
        session.whenAuthenticated(() -> authenticated(guest));
        return true;
    }

    /** How many connections there are, with those about to leave. */
    public synchronized int connections() {
        return strangers.size() + known.size() + leaving.size();
    }

    /** How many of them have not logged in. */
    public synchronized int strangers() {
        return strangers.size();
    }

    /** Admits nobody any more. */
    public synchronized void close() {
        closed = true;
    }

    /** Ends all sessions there are; completes when their connections are closed. */
    public CompletionStage<Void> endAll(Goodbye why) {
        var all = all();
        var gone = new CompletableFuture<?>[all.size()];
        for (int i = 0; i < gone.length; i++) {
            var closing = new CompletableFuture<Void>();
            all.get(i).channel.closeFuture().addListener(done -> closing.complete(null));
            gone[i] = closing;
        }
        for (var guest : all) guest.end(why);
        return CompletableFuture.allOf(gone);
    }

    /** Closes all connections that are left, without a word. */
    public void cutAll() {
        for (var guest : all()) guest.channel.close();
    }

    private synchronized List<Guest> all() {
        var all = new ArrayList<>(leaving);
        all.addAll(strangers);
        all.addAll(known);
        return all;
    }

    /** Takes somebody out who has to make room. Under the lock. */
    private @Nullable Guest oldestStranger() {
        Iterator<Guest> all = strangers.iterator();
        if (!all.hasNext()) return null;
        var oldest = all.next();
        all.remove();
        forget(oldest.network);
        leaving.add(oldest);
        return oldest;
    }

    private void shed(Guest guest) {
        LOG.debug("{}: makes room", guest.channel.remoteAddress());
        boolean crowded;
        synchronized (this) {
            crowded = leaving.size() > Math.max(1, limits.connections / 10); // no room for farewells
        }
        if (crowded) {
            guest.channel.close();
        } else {
            guest.end(Goodbye.SHED);
            guest.channel
                    .eventLoop()
                    .schedule(() -> guest.channel.close(), limits.farewell.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void authenticated(Guest guest) {
        if (strangers.remove(guest)) {
            forget(guest.network);
            known.add(guest);
        }
    }

    private synchronized void left(Guest guest) {
        if (strangers.remove(guest)) forget(guest.network);
        known.remove(guest);
        leaving.remove(guest);
    }

    private void forget(Network network) {
        strangersFrom.computeIfPresent(network, (n, count) -> count > 1 ? count - 1 : null);
    }

    private static void refuse(Channel channel, MailProtocol protocol, boolean tls, String why) {
        LOG.debug("{}: refused by {}, {}", channel.remoteAddress(), protocol.name(), why);
        if (tls) {
            channel.close();
            return;
        }
        var line = protocol.refusal();
        var octets = ByteBufUtil.writeAscii(channel.alloc(), line.endsWith("\r\n") ? line : line + "\r\n");
        channel.writeAndFlush(octets).addListener(ChannelFutureListener.CLOSE);
    }

    private static Network network(Channel channel) {
        var remote = channel.remoteAddress() instanceof InetSocketAddress internet ? internet.getAddress() : null;
        return Network.of(remote == null ? InetAddress.getLoopbackAddress() : remote, 32);
    }
}
