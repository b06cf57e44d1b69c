package org.letterlock.smtp.session;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.Output;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.tls.TlsFacts;

/** What a session asks of the connection it speaks through. Used on the session's turn. */
public interface SmtpLink {
    Output out();

    /** Sends what was written so far. */
    void flush();

    /** Sends {@code goAhead}, and takes what comes next for a message up to its dot. RFC 5321, 4.1.1.4. */
    void askForMessage(SmtpReply goAhead);

    /** Takes the next line for a response of SASL. RFC 4954, 4. */
    void askForResponse();

    /** Whether STARTTLS can be offered. */
    boolean offersTls();

    /** Sends {@code goAhead} as the last plaintext, and completes when the connection is protected. RFC 3207, 4. */
    CompletionStage<TlsFacts> startTls(SmtpReply goAhead);

    /** Completes after {@code delay}; nothing is read meanwhile. */
    CompletionStage<?> after(Duration delay);

    /** Who has logged in. */
    void authenticated(String account);
}
