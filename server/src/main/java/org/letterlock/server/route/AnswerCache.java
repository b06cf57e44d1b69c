package org.letterlock.server.route;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Answers that are not too old, the least used forgotten first. Thread-safe. */
final class AnswerCache<K, V> {
    private record Kept<V>(V value, long until) {}

    private final LongSupplier nanoTime;
    private final Map<K, Kept<V>> kept;

    /** @param atMost how many */
    AnswerCache(int atMost, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > atMost;
            }
        };
    }

    synchronized Optional<V> get(K key) {
        var found = kept.get(key);
        if (found == null) return Optional.empty();
        if (found.until() - nanoTime.getAsLong() > 0) return Optional.of(found.value());
        kept.remove(key);
        return Optional.empty();
    }

    synchronized void put(K key, V value, Duration time) {
        if (!time.isZero()) kept.put(key, new Kept<>(value, nanoTime.getAsLong() + time.toNanos()));
    }
}
