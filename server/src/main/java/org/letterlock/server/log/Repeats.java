package org.letterlock.server.log;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Network;

/** Lets each network have so many lines a minute, and counts the others; those of the networks longest unseen are forgotten. S-G4. */
final class Repeats {
    /** Lines of one network in a minute. */
    static final int MOST = 10;

    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 4096;
    private final LongSupplier nanos;
    private final Map<Network, Count> counts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Network, Count> eldest) {
            return size() > REMEMBERED;
        }
    };

    private static final class Count {
        long since;
        int lines;
        int unsaid;
    }

    Repeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How many were left out before this line; less than 0: this one is left out too. */
    synchronized int admit(@Nullable InetAddress address) {
        if (address == null) return 0;
        long now = nanos.getAsLong();
        var count = counts.computeIfAbsent(Network.of(address, 32), n -> new Count());
        if (count.lines == 0 || now - count.since >= WINDOW) {
            count.since = now;
            count.lines = 0;
        }
        if (count.lines >= MOST) {
            count.unsaid++;
            return -1;
        }
        count.lines++;
        int unsaid = count.unsaid;
        count.unsaid = 0;
        return unsaid;
    }
}
