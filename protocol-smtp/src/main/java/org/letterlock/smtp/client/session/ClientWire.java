package org.letterlock.smtp.client.session;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.letterlock.smtp.client.Content;

/** What a session asks of its connection. All on the connection's event loop, where it is answered too. */
public interface ClientWire {
    /** Sends one line, and its CRLF. Nothing goes out before {@link #flush}. */
    void line(String line);

    /** What was said goes out. */
    void flush();

    /**
     * From here on TLS: what the server has sent and nobody has looked at is thrown away first. RFC 3207, 4.2.
     *
     * @return how many octets that was
     */
    int startTls();

    /**
     * Sends the content as fast as the server takes it, then says {@link ClientSession#contentSent}.
     *
     * @param dots whether dots are doubled, and a line with one ends it (RFC 5321, 4.5.2); otherwise it goes out as it is
     */
    void content(Content content, boolean dots);

    /** From now on the server has that long, or {@link ClientSession#timedOut}. Takes the place of what was said before. */
    void patience(Duration time);

    /** The server may be silent. */
    void calm();

    /** Computes somewhere else, and goes on here; not at all when the connection is gone by then. */
    <T> void compute(Supplier<T> work, Consumer<T> then);

    /** Ends the connection. */
    void end();
}
