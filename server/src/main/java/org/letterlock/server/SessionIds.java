package org.letterlock.server;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Names for sessions, in replies, trace fields and the log: letters and digits, never twice in one server. Thread-safe. */
final class SessionIds implements Supplier<String> {
    private final String prefix; // so that two runs' logs do not use the same names
    private final AtomicLong last = new AtomicLong();

    SessionIds(SecureRandom random) {
        prefix = Integer.toString(36 * 36 * 36 + random.nextInt(35 * 36 * 36 * 36), 36);
    }

    @Override
    public String get() {
        return prefix + Long.toString(last.incrementAndGet(), 36);
    }
}
