package org.letterlock.imap.net;

import io.netty.channel.ChannelPipeline;
import java.util.List;
import java.util.concurrent.Executor;
import org.letterlock.imap.session.ImapServices;
import org.letterlock.protocol.MailProtocol;
import org.letterlock.protocol.SessionHandler;

/** IMAP on one listener. */
public final class ImapProtocol implements MailProtocol {
    private final ImapServices services;
    private final Executor workers;

    /** {@code services.startTls()} is empty on a port that has TLS from the first octet. */
    public ImapProtocol(ImapServices services, Executor workers) {
        this.services = services;
        this.workers = workers;
    }

    @Override
    public String name() {
        return "imap";
    }

    @Override
    public List<String> alpn() {
        return List.of("imap"); // RFC 7595 registers it
    }

    @Override
    public SessionHandler<?> addTo(ChannelPipeline pipeline) {
        var decoder = new ImapFrameDecoder(services.config().maxLineBeforeLogin());
        var connection = new ImapConnection(services, decoder, workers);
        pipeline.addLast(decoder, connection);
        return connection;
    }

    @Override
    public String refusal() {
        return "* BYE [UNAVAILABLE] Too many connections\r\n";
    }
}
