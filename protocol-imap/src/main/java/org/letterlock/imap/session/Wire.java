package org.letterlock.imap.session;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.Output;
import org.letterlock.tls.TlsFacts;
import org.letterlock.tls.TlsServerContext;

/** What a session asks of its connection. Used on the session's turn, but for {@link #wakeUp}. */
public interface Wire {
    Output output();

    InetAddress remote();

    /** What TLS agreed on; empty while there is none. */
    Optional<TlsFacts> tls();

    /** The client is {@code account}: longer lines are taken from now on, and it may be silent longer. */
    void loggedIn(String account);

    /** Somebody should look at the mailbox. Any thread. */
    void wakeUp();

    /** The literal that was announced goes to the session's continuation, octets by octets. */
    void takeLiteral();

    /** Whether this client is told that it can have TLS. */
    boolean isOffered(TlsServerContext tls);

    /** Sends {@code goAhead} as the last plaintext and shakes hands. RFC 3501, 6.2.1. */
    CompletionStage<TlsFacts> startTls(TlsServerContext tls, byte[] goAhead);

    /** Completes {@code time} from now. */
    CompletionStage<Boolean> after(Duration time);
}
