package org.letterlock.tls;

import io.netty.channel.ChannelDuplexHandler;
import java.util.Optional;

/**
 * TLS for one connection. Stands first in the pipeline, fires one {@link TlsHandshakeCompletion}, turns records into
 * plaintext buffers and back. Handshakes run on the context's executor, off the event loop.
 */
public abstract class TlsHandler extends ChannelDuplexHandler {
    /** What was agreed; empty until the handshake is done. Any thread. */
    public abstract Optional<TlsFacts> facts();
}
