package org.letterlock.mailbox.transfer;

import java.io.IOException;

/** A step that the octets of one message go through, in pieces of any size. */
@FunctionalInterface
interface Octets {
    void write(byte[] octets, int from, int to) throws IOException;

    /** Nothing follows. */
    default void end() throws IOException {}
}
