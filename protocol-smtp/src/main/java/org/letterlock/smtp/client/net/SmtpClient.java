package org.letterlock.smtp.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.letterlock.smtp.client.ClientTls;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Dialogue;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.MailObject;
import org.letterlock.smtp.client.SmtpClientConfig;
import org.letterlock.smtp.client.TlsDemand;

/** Speaks SMTP and LMTP to servers. One for a process; thread-safe. RFC 5321, 2.1. */
public final class SmtpClient {
    private static final int NONCE = 18; // octets

    private final SmtpClientConfig config;
    private volatile ClientTls tls;
    private final EventLoopGroup eventLoops;
    private final Executor workers;
    private final SecureRandom random;
    private final Dialogue dialogue;

    /**
     * @param eventLoops of NIO; nothing waits there
     * @param workers where content is read and log-ins are computed
     * @param random for log-ins
     * @param dialogue hears all that is said on all connections
     */
    public SmtpClient(
            SmtpClientConfig config,
            ClientTls tls,
            EventLoopGroup eventLoops,
            Executor workers,
            SecureRandom random,
            Dialogue dialogue) {
        this.config = config;
        this.tls = tls;
        this.eventLoops = eventLoops;
        this.workers = workers;
        this.random = random;
        this.dialogue = dialogue;
    }

    /** From now on connections begin with this; those that are there keep what they have. */
    public void renewTls(ClientTls renewed) {
        tls = renewed;
    }

    /** A connection to {@code hop}, made when it is first used. */
    public ClientConnection connection(Hop hop, TlsDemand demand) {
        return new ClientConnection(this, hop, demand, eventLoops.next());
    }

    /** Delivers over a connection of its own. See {@link ClientConnection#deliver}. */
    public CompletionStage<Delivery> deliver(Hop hop, TlsDemand demand, MailObject mail) {
        var connection = connection(hop, demand);
        return connection.deliver(mail).whenComplete((done, failure) -> connection.close());
    }

    void connect(EventLoop loop, Link link, Hop hop) {
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, config.times().connect().toMillis()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(link.decoder(), link);
                    }
                })
                .connect(hop.address())
                .addListener((ChannelFutureListener) done -> {
                    if (!done.isSuccess()) link.notConnected(done.cause());
                });
    }

    SmtpClientConfig config() {
        return config;
    }

    ClientTls tls() {
        return tls;
    }

    Executor workers() {
        return workers;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    String nonce() {
        byte[] octets = new byte[NONCE];
        random.nextBytes(octets);
        return Base64.getEncoder().withoutPadding().encodeToString(octets);
    }
}
