package org.letterlock.mailbox.mime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.letterlock.mailbox.Body;

/**
 * Structures that were read before, as long as their bodies are in use and there is room, so that a second FETCH reads
 * no body. Owned by who uses it; starts no thread. Thread-safe.
 */
public final class MimeCache {
    private final Cache<Body, MimeStructure> structures;

    /** {@code room}: about how many octets of heap it may take, 0 or more. */
    public MimeCache(long room) {
        structures = Caffeine.newBuilder()
                .weakKeys() // by identity: a body is never changed
                .maximumWeight(room)
                .weigher((Body body, MimeStructure mime) -> mime.weight())
                .executor(Runnable::run)
                .build();
    }

    public MimeStructure of(Body body) {
        return structures.get(body, MimeStructure::of);
    }
}
