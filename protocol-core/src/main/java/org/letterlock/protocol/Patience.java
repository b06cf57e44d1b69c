package org.letterlock.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.SessionHandler.Goodbye;

/**
 * How long a session bears with its client: with its silence, with a client that does not read, and until a deadline. One
 * timer; it looks when it rings, and is set again for what is left. On the event loop, where nothing else is said.
 */
final class Patience {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long LOOK = TimeUnit.SECONDS.toNanos(10); // how often a client that does not read is looked at
    private static final long SOON = TimeUnit.SECONDS.toNanos(1);

    private final ChannelHandlerContext ctx;
    private final SessionHandler<?> session;
    private volatile long idle = TimeUnit.MINUTES.toNanos(5);
    private volatile long quietSince;
    private volatile long deadline = NEVER;
    private volatile long leavingSince = NEVER;
    private volatile long rings = NEVER;
    private volatile boolean over;
    private long stalledSince = NEVER;
    private long unsent;
    private @Nullable ScheduledFuture<?> timer;

    Patience(ChannelHandlerContext ctx, SessionHandler<?> session) {
        this.ctx = ctx;
        this.session = session;
        this.quietSince = now();
    }

    /** The client has done something, or we have for it. Any thread. */
    void stir() {
        quietSince = now();
    }

    /** Any thread. */
    void idle(Duration time) {
        idle = time.toNanos();
        lookIn(idle);
    }

    /** Null lifts the deadline. Any thread. */
    void deadline(@Nullable Duration fromNow) {
        deadline = fromNow == null ? NEVER : now() + fromNow.toNanos();
        if (fromNow != null) lookIn(fromNow.toNanos());
    }

    /** The last word is written; now it has to be taken. Any thread. */
    void leaving() {
        leavingSince = now();
        lookIn(LOOK);
    }

    void writable(boolean writable) {
        stalledSince = writable ? NEVER : now();
        unsent = NEVER;
        if (!writable) lookIn(LOOK);
    }

    /** Any thread. */
    void end() {
        over = true;
        if (rings != NEVER) {
            ctx.executor().execute(() -> {
                if (timer != null) timer.cancel(false);
            });
        }
    }

    private void lookIn(long nanos) {
        if (over || (rings != NEVER && rings - now() <= nanos)) return;
        if (ctx.executor().inEventLoop()) set(nanos);
        else ctx.executor().execute(() -> set(nanos));
    }

    private void set(long nanos) {
        if (over || (rings != NEVER && rings - now() <= nanos)) return;
        if (timer != null) timer.cancel(false);
        rings = now() + nanos;
        timer = ctx.executor().schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
    }

    private void ring() {
        rings = NEVER;
        if (over) return;
        long now = now();
        if (stalled(now) || (leavingSince != NEVER && now - leavingSince >= SessionHandler.STALL_LIMIT.toNanos())) {
            session.cut("it does not read what it was sent");
            return;
        }
        long limit = deadline;
        long next = idle - (now - quietSince);
        if (limit != NEVER && now - limit >= 0) session.end(Goodbye.DEADLINE);
        else if (limit != NEVER) next = Math.min(next, limit - now);
        if (next <= 0) {
            if (!session.busy()) session.end(Goodbye.IDLE);
            next = SOON; // a command of ours is in progress
        }
        set(stalledSince != NEVER || leavingSince != NEVER ? Math.min(next, LOOK) : next);
    }

    /** Whether the client has left everything unread for too long. */
    private boolean stalled(long now) {
        if (stalledSince == NEVER) return false;
        var buffer = ctx.channel().unsafe().outboundBuffer();
        if (buffer == null) return false; // closed
        long left = buffer.totalPendingWriteBytes() - buffer.currentProgress();
        if (left < unsent) stalledSince = unsent == NEVER ? stalledSince : now; // it took some
        unsent = left;
        return now - stalledSince >= SessionHandler.STALL_LIMIT.toNanos();
    }

    private long now() {
        return ctx.executor().ticker().nanoTime();
    }
}
