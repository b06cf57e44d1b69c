package org.letterlock.pop3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When each account last logged in by POP3, as far back as the delay between two log-ins reaches. Remembers no more than
 * {@link #MOST} accounts; the oldest are forgotten first. Thread-safe. RFC 2449, 6.5.
 */
public final class LoginDelay {
    static final int MOST = 100_000;

    private final long delay;
    private final LongSupplier nanoTime;
    private final Map<String, Long> last = new LinkedHashMap<>(); // by time, under this

    public LoginDelay(Duration delay, LongSupplier nanoTime) {
        this.delay = delay.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether {@code account} may log in now; if so, this is its last log-in. */
    public synchronized boolean admits(String account) {
        if (delay == 0) return true;
        long now = nanoTime.getAsLong();
        for (var oldest = last.entrySet().iterator(); oldest.hasNext(); ) {
            if (now - oldest.next().getValue() < delay && last.size() < MOST) break;
            oldest.remove();
        }
        return last.putIfAbsent(account, now) == null;
    }
}
