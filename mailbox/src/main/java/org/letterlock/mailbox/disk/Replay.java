package org.letterlock.mailbox.disk;

import java.nio.ByteBuffer;

/** Who hears what stands in the log while it is opened, in order. */
public interface Replay {
    /** The operations of one commit, whole. {@code payload} is valid during the call only. */
    void ops(long lsn, ByteBuffer payload);

    /** A commit that nobody asked for, met on the way to the first that was: for who wants to know that it is his log. */
    default void known(long lsn, ByteBuffer payload) {}

    /** Octets that were on stable storage once and cannot be believed now. What was in them is lost; the rest goes on. */
    void damaged(String file, long offset, long length, String why);

    /** What was {@link #damaged} held so many octets of commits with LSNs asked for; 0: nobody knows how many. */
    default void lost(long octets) {}

    /** The end of a write that was never acknowledged, removed: what a crash leaves. */
    default void torn(String file, long offset, long length) {}
}
