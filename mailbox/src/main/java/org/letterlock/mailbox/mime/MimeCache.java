package org.letterlock.mailbox.mime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.letterlock.mailbox.Body;

/**
 * What was found out of bodies before, as long as they are in use and there is room, so that a second FETCH reads no
 * body. Owned by who uses it; starts no thread; keeps no body alive. Thread-safe.
 */
public final class MimeCache {
    private final Cache<Body, Reading> readings;

    /** {@code room}: about how many octets of heap it may take, 0 or more. */
    public MimeCache(long room) {
        readings = Caffeine.newBuilder()
                .weakKeys() // by identity: a body is never changed
                .maximumWeight(room)
                .weigher((Body body, Reading reading) -> reading.weight())
                .executor(Runnable::run)
                .build();
    }

    public MimeStructure of(Body body) {
        var reading = readings.get(body, b -> new Reading());
        return new MimeStructure(body, reading, () -> readings.put(body, reading)); // so that it is weighed again
    }

    /** Entries now, for tests. */
    long size() {
        readings.cleanUp();
        return readings.estimatedSize();
    }
}
