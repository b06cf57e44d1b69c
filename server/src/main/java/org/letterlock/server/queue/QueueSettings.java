package org.letterlock.server.queue;

import java.time.Duration;
import java.util.Random;

/**
 * How long, how often and how many at a time.
 *
 * @param retry the wait behind the first attempt; doubles up to {@code longestRetry}
 * @param expire how long mail is tried before it goes back; RFC 5321, 4.5.4.1 wants four to five days
 * @param warn after how long its sender hears that it is late; zero: never
 * @param rest how long a destination that cannot be reached is left alone at first; doubles up to {@code longestRest}
 * @param connections to all destinations together
 * @param connectionsToOne to one destination
 * @param idle how long a connection is kept for the next message
 * @param notices to one sender within an hour; RFC 3464, 2 and RFC 3834, 2 want some bound
 * @param returned how large a message may be for its notice to have it whole; of a larger one only the header goes back
 */
public record QueueSettings(
        Duration retry,
        Duration longestRetry,
        Duration expire,
        Duration warn,
        Duration rest,
        Duration longestRest,
        int connections,
        int connectionsToOne,
        Duration idle,
        int notices,
        long returned) {
    public static final QueueSettings DEFAULT = new QueueSettings(
            Duration.ofMinutes(5),
            Duration.ofHours(4),
            Duration.ofDays(5),
            Duration.ofHours(4),
            Duration.ofMinutes(1),
            Duration.ofMinutes(30),
            200,
            10,
            Duration.ofSeconds(5),
            200,
            1 << 20);

    public QueueSettings {
        if (retry.compareTo(Duration.ofSeconds(1)) < 0 || retry.compareTo(Duration.ofDays(1)) > 0)
            throw new IllegalArgumentException("retry: from 1 second to 1 day");
        if (longestRetry.compareTo(retry) < 0 || longestRetry.compareTo(Duration.ofDays(1)) > 0)
            throw new IllegalArgumentException("longest-retry: from retry to 1 day");
        if (expire.isNegative() || expire.compareTo(Duration.ofDays(30)) > 0)
            throw new IllegalArgumentException("expire: up to 30 days");
        if (warn.isNegative()) throw new IllegalArgumentException("warn: a time, or 0 s for none");
        if (rest.isNegative() || longestRest.compareTo(rest) < 0)
            throw new IllegalArgumentException("rest: a time, and not above longest-rest");
        if (connections < 1 || connections > 10_000) throw new IllegalArgumentException("connections: from 1 to 10000");
        if (connectionsToOne < 1 || connectionsToOne > connections)
            throw new IllegalArgumentException("connections-to-one: from 1 to connections, which is " + connections);
        if (notices < 0) throw new IllegalArgumentException("notices: a number from 0");
        if (returned < 0) throw new IllegalArgumentException("returned: a size from 0");
    }

    /** How long to wait behind attempt number {@code attempts}: a fifth more or less, so that what came together goes apart. */
    Duration wait(int attempts, Random random) {
        return jittered(doubled(retry, attempts, longestRetry), random);
    }

    /** How long a destination rests that failed so often in a row. */
    Duration rest(int failures, Random random) {
        return jittered(doubled(rest, failures, longestRest), random);
    }

    /** {@code first}, doubled for each time behind the first. */
    private static Duration doubled(Duration first, int times, Duration longest) {
        var time = first;
        for (int i = 1; i < times && time.compareTo(longest) < 0; i++) time = time.multipliedBy(2);
        return time.compareTo(longest) < 0 ? time : longest;
    }

    private static Duration jittered(Duration time, Random random) {
        return Duration.ofNanos((long) (time.toNanos() * (0.8 + 0.4 * random.nextDouble())));
    }

    /** The longest wait there can be. */
    Duration longestWait() {
        return longestRetry.multipliedBy(6).dividedBy(5);
    }
}
