package org.letterlock.imap.session;

import java.nio.ByteBuffer;
import org.letterlock.protocol.Next;

/** A command in progress that waits for more from the client: IDLE, AUTHENTICATE, APPEND. */
public interface Continuation {
    /** The next line, without CRLF. The session no longer waits, unless this says so again. */
    Next line(byte[] line);

    /** Some octets of the literal it asked for; they are not to be kept. */
    default void octets(ByteBuffer octets) {
        throw new IllegalStateException("no literal was asked for");
    }

    /** The mailbox changed while no line came. */
    default Next woken() {
        return Next.done();
    }

    /** The connection is gone. */
    default void abandoned() {}
}
