package org.letterlock.smtp.client.net;

import io.netty.channel.EventLoopGroup;
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
    private final SmtpClientConfig config;
    private final ClientTls tls;
    private final EventLoopGroup eventLoops;
    private final Executor workers;
    private final Dialogue dialogue;

    /**
     * @param workers where content is read and passwords are prepared
     * @param dialogue hears all that is said on all connections
     */
    public SmtpClient(
            SmtpClientConfig config, ClientTls tls, EventLoopGroup eventLoops, Executor workers, Dialogue dialogue) {
        this.config = config;
        this.tls = tls;
        this.eventLoops = eventLoops;
        this.workers = workers;
        this.dialogue = dialogue;
    }

    /** A connection to {@code hop}, made when it is first used. */
    public ClientConnection connection(Hop hop, TlsDemand demand) {
        return new ClientConnection(this, hop, demand);
    }

    /** Delivers over a connection of its own. Always completes, never exceptionally, on an event loop: do not block there. */
    public CompletionStage<Delivery> deliver(Hop hop, TlsDemand demand, MailObject mail) {
        throw new UnsupportedOperationException(
                "not yet: " + config + tls + eventLoops + workers + dialogue + hop + demand + mail);
    }
}
