package org.letterlock.smtp.client.net;

import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.letterlock.protocol.DotStuffer;
import org.letterlock.protocol.Output;
import org.letterlock.smtp.client.Content;

/**
 * Sends one content as fast as the server takes it: a worker reads a piece while those before it are on their way, of which there are
 * never more than {@value #WINDOW} octets. Event loop only, but for the reading.
 */
final class ContentPump {
    private static final int PIECE = 64 * 1024;
    private static final int WINDOW = 4 * PIECE;

    private final Channel channel;
    private final Executor workers;
    private final Content content;
    private final boolean dots;
    private final Listener listener;
    private final Output out;
    private final DotStuffer stuffer;
    private final long size;
    private long read;
    private long unsent;
    private boolean reading;
    private boolean stopped;

    /** Who hears how it goes; on the event loop. */
    interface Listener {
        /** The server has taken something, or there was nothing to take. */
        void moving();

        /** The server has to take something before more is read. */
        void waiting();

        /** All is written. */
        void sent(long octets);

        /** It cannot be read. */
        void failed(String why);
    }

    ContentPump(Channel channel, Executor workers, Content content, boolean dots, Listener listener) {
        this.channel = channel;
        this.workers = workers;
        this.content = content;
        this.dots = dots;
        this.listener = listener;
        size = content.size();
        out = new Output(channel.alloc());
        stuffer = new DotStuffer(out);
    }

    void start() {
        var whole = content.atHand();
        if (size == 0) end();
        else if (whole.isPresent() && whole.get().remaining() == size) write(whole.get());
        else readOn();
    }

    /** Nothing more is sent. */
    void stop() {
        stopped = true;
    }

    private void readOn() {
        if (stopped || reading || read == size) return;
        if (unsent >= WINDOW) {
            listener.waiting();
            return;
        }
        reading = true;
        long from = read;
        int length = (int) Math.min(PIECE, size - from);
        try {
            workers.execute(() -> {
                ByteBuffer piece = null;
                String failure = "it gives nothing";
                try {
                    piece = content.read(from, length);
                } catch (RuntimeException e) {
                    failure = e.toString();
                }
                var got = piece;
                var why = failure;
                try {
                    channel.eventLoop().execute(() -> {
                        if (got == null || !got.hasRemaining() || got.remaining() > size - from) failed(why);
                        else write(got);
                    });
                } catch (RejectedExecutionException e) {
                    stopped = true; // the event loop is gone, and with it who waits
                }
            });
        } catch (RejectedExecutionException e) {
            failed("no worker for it: " + e.getMessage());
        }
    }

    private void failed(String why) {
        reading = false;
        if (stopped) return;
        stopped = true;
        listener.failed(why);
    }

    private void write(ByteBuffer piece) {
        reading = false;
        if (stopped) return;
        read += piece.remaining();
        if (dots) stuffer.write(piece);
        else out.shared(piece);
        if (read == size) {
            end();
            return;
        }
        flush();
        readOn();
    }

    private void end() {
        if (dots) stuffer.end();
        stopped = true;
        flush();
        listener.sent(size);
    }

    private void flush() {
        int octets = (int) out.pending();
        var buffer = out.take();
        if (buffer == null) {
            channel.flush();
            return;
        }
        unsent += octets;
        channel.writeAndFlush(buffer).addListener(written -> {
            unsent -= octets;
            if (!written.isSuccess()) stopped = true; // the channel says why
            if (stopped) return;
            listener.moving();
            readOn();
        });
    }
}
