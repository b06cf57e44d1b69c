package org.letterlock;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.letterlock.tls.TlsFacts;

/**
 * One message that came in by SMTP and is committed, with what was agreed while it came. Immutable.
 *
 * @param id unique in this server
 * @param listener the port it came in by
 * @param remote who brought it
 * @param from the reverse-path without angle brackets; empty for {@code <>}
 * @param recipients the forward-paths without angle brackets, as they were given, in their order
 * @param tls what its TLS handshake agreed on; empty when it came in plaintext
 * @param account the canonical address of who had logged in; empty on {@link Listener#MX}
 * @param receivedAt when it was committed
 * @param content the message
 */
public record ReceivedMail(
        String id,
        Listener listener,
        InetSocketAddress remote,
        String from,
        List<String> recipients,
        Optional<TlsFacts> tls,
        Optional<String> account,
        Instant receivedAt,
        Content content) {

    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }

    /** A copy of the message as it is stored, trace fields on top, lines ending in CRLF. */
    public byte[] bytes() {
        return content.bytes();
    }

    /** Envelope and size, no content. */
    @Override
    public String toString() {
        return id + " " + listener + " from <" + from + "> to " + recipients + ", " + content.size() + " octets"
                + tls.map(t -> ", " + t.protocol()).orElse(", plaintext");
    }

    /** The octets of a message, which may be many: read where they are kept. */
    public interface Content {
        long size();

        /** A copy of all of it. */
        byte[] bytes();

        default InputStream stream() {
            return new ByteArrayInputStream(bytes());
        }
    }
}
