package org.letterlock.server.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.letterlock.protocol.ConnectionGate;
import org.letterlock.protocol.SessionHandler.Goodbye;
import org.letterlock.tls.TlsHandshakeCompletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All listeners of one server, and the connections that came by them. Ends with {@link #close}; the threads are not its
 * own.
 */
public final class Ports {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final Threads threads;
    private final Map<String, Channel> listeners = new LinkedHashMap<>();
    private final ConnectionGate gate;

    private Ports(Threads threads, ConnectionGate gate) {
        this.threads = threads;
        this.gate = gate;
    }

    /** Opens all of {@code plans}, or none. */
    public static Ports open(List<PortPlan> plans, Threads threads, ConnectionGate.Limits limits) throws PortProblem {
        var ports = new Ports(threads, new ConnectionGate(limits));
        try {
            for (var plan : plans) ports.bind(plan); // one after the other: the first that fails is the one named
        } catch (PortProblem e) {
            ports.close(Duration.ZERO);
            throw e;
        }
        return ports;
    }

    private void bind(PortPlan plan) throws PortProblem {
        var bound = new ServerBootstrap()
                .group(threads.eventLoops())
                .channelFactory(plan.proxies().any() ? ProxiedChannel.Listener::new : NioServerSocketChannel::new)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // who has said all still hears the answers
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Connection(plan))
                .bind(plan.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) throw problem(plan, bound.cause());
        listeners.put(plan.name(), bound.channel());
    }

    private static PortProblem problem(PortPlan plan, Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        String why = message.contains("in use")
                ? "is in use"
                : message.contains("Permission denied")
                        ? "needs privileges this process does not have"
                        : "cannot be opened: " + message;
        return new PortProblem(plan, why, cause);
    }

    /** What a new connection gets, if it is admitted: TLS where it begins with the first octet, then the protocol. */
    private final class Connection extends ChannelInitializer<SocketChannel> {
        private final PortPlan plan;

        Connection(PortPlan plan) {
            this.plan = plan;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            var proxies = plan.proxies();
            if (proxies.has(channel.remoteAddress())) {
                channel.pipeline().addLast(new ProxyDecoder(proxies.time(), header -> admit(channel, header)));
                return;
            }
            if (proxies.any()) channel.pipeline().addLast(new NoProxy());
            gate.admit(channel, plan.protocol(), plan.implicitTls());
        }

        /** The connection that {@code header} speaks for; under TLS, if it ended at the proxy and that counts. */
        private void admit(SocketChannel channel, ProxyHeader header) {
            LOG.debug("{}: speaks for {}", channel.remoteAddress(), header);
            header.source().ifPresent(((ProxiedChannel) channel)::speaksFor);
            var tls = header.tls()
                    .filter(said -> plan.proxies().tls())
                    .flatMap(said -> TerminatedTls.of(said, plan.demandsOf(channel, said.serverName())));
            tls.ifPresent(channel.pipeline()::addLast);
            if (gate.admit(channel, plan.protocol(), plan.implicitTls()))
                tls.flatMap(TerminatedTls::facts)
                        .ifPresent(facts ->
                                channel.pipeline().fireUserEventTriggered(new TlsHandshakeCompletion.Done(facts)));
        }
    }

    /** Where the listener of that name accepts. @throws IllegalArgumentException when there is none of that name */
    public InetSocketAddress endpoint(String name) {
        var channel = listeners.get(name);
        if (channel == null) throw new IllegalArgumentException("no listener " + name);
        return (InetSocketAddress) channel.localAddress();
    }

    /** How many are connected. */
    public int connections() {
        return gate.connections();
    }

    /** Says goodbye to everyone who is connected, and waits until they are gone; then closes what is left. */
    public void endSessions(Duration atMost) {
        var gone = gate.endAll(Goodbye.SHUTDOWN).toCompletableFuture();
        try {
            gone.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return;
        } catch (TimeoutException e) {
            LOG.info("connections did not end in time and are cut");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it only counts
        }
        gate.cutAll();
    }

    /** Accepts nobody any more, says goodbye to everyone, and waits at most that long for them. */
    public void close(Duration atMost) {
        for (var listener : listeners.values()) listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        gate.close();
        endSessions(atMost);
    }
}
