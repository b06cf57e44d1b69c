package org.letterlock.pop3.net;

import io.netty.channel.ChannelPipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.pop3.Pop3Services;
import org.letterlock.pop3.reply.Pop3Reply;
import org.letterlock.protocol.MailProtocol;
import org.letterlock.protocol.SessionHandler;
import org.letterlock.tls.TlsServerContext;

/** POP3 on one listener. */
public final class Pop3Protocol implements MailProtocol {
    private final Pop3Services services;
    private final @Nullable TlsServerContext stls;

    /**
     * @param stls the TLS that STLS begins; null on a port whose connections are under TLS from their first octet, and where
     *     there is no TLS at all (nobody can log in there)
     */
    public Pop3Protocol(Pop3Services services, @Nullable TlsServerContext stls) {
        this.services = services;
        this.stls = stls;
    }

    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public List<String> alpn() {
        return List.of("pop3");
    }

    @Override
    public SessionHandler<?> addTo(ChannelPipeline pipeline) {
        var decoder = new Pop3FrameDecoder(services.config());
        var connection = new Pop3Connection(services, stls, decoder);
        pipeline.addLast(decoder, connection);
        return connection;
    }

    @Override
    public String refusal() {
        return Pop3Reply.CROWDED.line();
    }
}
