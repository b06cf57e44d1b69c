package org.letterlock.protocol.transcript;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.TlsDecision;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsHandler;
import org.letterlock.tls.TlsHandshakeCompletion;
import org.letterlock.tls.TlsPeer;
import org.letterlock.tls.TlsServerContext;

/**
 * TLS without cryptography: octets pass as they are once {@link #finishHandshake} was called; before, whatever comes is
 * no ClientHello, and the connection fails.
 */
public final class FakeTls implements TlsServerContext {
    /** The binding data of {@code tls-exporter} that fake connections have. */
    public static final String EXPORTER = "0123456789abcdef0123456789abcdef";

    @Override
    public TlsHandler newHandler() {
        return new Handler();
    }

    /** Ends the handshake that {@code channel} is in. */
    public static void finishHandshake(Channel channel) {
        var context = channel.pipeline().context(Handler.class);
        if (context == null) throw new AssertionError("the server has not stepped into TLS");
        ((Handler) context.handler()).finish(context);
    }

    /** What fake connections agree on. */
    public static TlsFacts facts() {
        return new TlsFacts(
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_128_GCM_SHA256",
                128,
                "x25519",
                Optional.of("mail.example.test"),
                Optional.empty(),
                false,
                TlsPeer.NONE,
                type -> type.equals("tls-exporter")
                        ? Optional.of(EXPORTER.getBytes(StandardCharsets.US_ASCII))
                        : Optional.empty(),
                TlsDecision.NONE);
    }

    private static final class Handler extends TlsHandler {
        private @Nullable TlsFacts facts;

        void finish(ChannelHandlerContext context) {
            facts = FakeTls.facts();
            context.fireUserEventTriggered(new TlsHandshakeCompletion.Done(facts));
        }

        @Override
        public Optional<TlsFacts> facts() {
            return Optional.ofNullable(facts);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (facts != null) {
                context.fireChannelRead(message);
            } else {
                ReferenceCountUtil.release(message);
                context.fireUserEventTriggered(new TlsHandshakeCompletion.Failed("not a ClientHello"));
                context.close();
            }
        }
    }
}
