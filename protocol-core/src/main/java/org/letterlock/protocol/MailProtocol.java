package org.letterlock.protocol;

import io.netty.channel.ChannelPipeline;
import java.util.List;

/** A protocol on one listener: how a new connection gets its decoder and session. One for each listener; thread-safe. */
public interface MailProtocol {
    /** {@code smtp}, {@code imap} or {@code pop3}, for logs. */
    String name();

    /** ALPN protocol identifiers. */
    List<String> alpn();

    /** Adds the frame decoder and the session, in this order, at the end of {@code pipeline}. The TLS handler, if any, is already there. */
    SessionHandler<?> addTo(ChannelPipeline pipeline);

    /** The whole line for a connection that is not taken, because there are too many: 421, BYE, -ERR. */
    String refusal();
}
