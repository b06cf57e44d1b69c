package org.letterlock.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection's TLS as {@link RecordHandler} drives it: whole records in, records and plaintext out to a {@link Sink}. Used by one
 * thread at a time.
 */
interface Records {
    /** Where a connection puts what it makes. */
    abstract class Sink extends OutputStream {
        /** Plaintext of one record; {@code octets} is the array given to {@link Records#receive}, or another. */
        abstract void plaintext(byte[] octets, int from, int length);

        /** Records for the peer. */
        @Override
        public abstract void write(byte[] octets, int from, int length);

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }
    }

    /** Begins the handshake; a client says hello. */
    void begin() throws IOException;

    /** Takes one whole record; its octets may be overwritten. */
    void receive(byte[] record, int from, int length) throws IOException;

    /** Protects octets of the application. */
    void send(byte[] octets, int from, int length) throws IOException;

    /** Says close_notify. RFC 5246, 7.2.1. */
    void close() throws IOException;

    /** Whether either side has closed the connection, or it failed. */
    boolean isClosed();

    /** Whether the peer has said close_notify and we may go on: it sends no more, and still hears. RFC 8446, 6.1. */
    default boolean inputEnded() {
        return false;
    }

    /** What was agreed; null until the handshake is done. */
    @Nullable
    TlsFacts facts();

    /** The SNI host name, if it was said yet. */
    Optional<String> serverName();

    /** What the peer has shown of itself so far. */
    default TlsPeer peer() {
        return TlsPeer.NONE;
    }

    /** Whether what is left of the handshake costs little: no key exchange and no signature. */
    boolean isNearlyDone();
}
