package org.letterlock.mailbox;

import java.nio.ByteBuffer;

/**
 * Where the octets of one message go while they arrive. Used by one thread at a time. Ends with {@link #finish()} and the
 * append that names the body, or with {@link #close()}, which forgets what no append named.
 */
public interface BodySpool extends AutoCloseable {
    /** Takes all remaining octets of {@code octets}; copies what it keeps. @throws StoreException when there is no room */
    void write(ByteBuffer octets);

    /** Octets written so far. */
    long size();

    /** The whole body; nothing more may be written. It lives as long as an append names it or this spool stays open. */
    Body finish();

    @Override
    void close();
}
