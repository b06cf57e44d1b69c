package org.letterlock.pop3.session;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.Output;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.tls.TlsFacts;

/** The connection, as a session sees it. Used on the session's turn. */
public interface Pop3Wire {
    Output out();

    /** The client is {@code account} from now on. */
    void authenticatedAs(String account);

    /** From where the client comes, and over what. */
    Authenticator.Origin origin();

    /** What protects the connection; empty when nothing does. */
    Optional<TlsFacts> tls();

    /** Whether STLS could be answered with +OK on this port, were TLS not active. */
    boolean canStartTls();

    /**
     * Says {@code goAhead} as the last plaintext and begins TLS. Completes when the handshake is done; what the client had
     * sent behind its command is thrown away. RFC 2595, 4.
     */
    CompletionStage<TlsFacts> startTls(String goAhead);
}
