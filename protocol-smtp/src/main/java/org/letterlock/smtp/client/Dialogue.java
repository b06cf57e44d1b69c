package org.letterlock.smtp.client;

import org.letterlock.smtp.client.reply.ServerReply;
import org.letterlock.tls.TlsFacts;

/** Who listens to what is said on a connection: for {@code --trace}. Called on event loops; must not block. */
public interface Dialogue {
    /** Nobody. */
    Dialogue UNHEARD = new Dialogue() {};

    /** A connection is there. */
    default void connected(Hop hop) {}

    /** We said a command, without its CRLF; what is secret in it stands as {@code ***}. */
    default void said(Hop hop, String line) {}

    /** We sent that many octets of content. */
    default void sentContent(Hop hop, long octets) {}

    /** The server replied. */
    default void heard(Hop hop, ServerReply reply) {}

    /** TLS is there. */
    default void encrypted(Hop hop, TlsFacts facts) {}

    /** Anything else worth a line: what was dropped, what was tried in vain. */
    default void noted(Hop hop, String what) {}
}
