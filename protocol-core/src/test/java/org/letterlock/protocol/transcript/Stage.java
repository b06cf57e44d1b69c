package org.letterlock.protocol.transcript;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;

/** Where a transcript is played in memory: a module's own server, made anew for each playing, with all work on the calling thread. */
public interface Stage extends AutoCloseable {
    /**
     * Prepares what a {@code given} line says.
     *
     * @return steps in transcript syntax to be played first, such as a log-in: {@code C1: a LOGIN ann secret}
     */
    List<String> given(String text);

    /** A new connection of the client, as the server sees it; see {@link TestChannel} and {@link FakeTls}. */
    EmbeddedChannel open(int connection);

    /** Both sides step into TLS: the server has said so, and its pipeline begins with a {@link FakeTls} handler. */
    default void startTls(int connection, EmbeddedChannel channel) {
        FakeTls.finishHandshake(channel);
    }

    /** Lets everything finish that the server does beside the channels' own tasks. */
    default void settle() {}

    @Override
    default void close() {}
}
