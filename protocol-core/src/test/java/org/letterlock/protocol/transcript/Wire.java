package org.letterlock.protocol.transcript;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection, from the client's end. */
interface Wire {
    void send(byte[] octets) throws IOException;

    /** The server's next line without its CRLF; null when none comes any more. */
    byte @Nullable [] line() throws IOException;

    /** Whether the server has closed the connection, once {@link #line} has given null. */
    boolean closed();

    /** What came and is not a whole line. */
    byte[] rest() throws IOException;

    void startTls() throws IOException;

    void close() throws IOException;

    void advance(Duration time);
}
