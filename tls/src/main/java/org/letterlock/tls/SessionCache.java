package org.letterlock.tls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bouncycastle.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/** The sessions of one listener that may be resumed, by their ids. RFC 5246, 7.3; never shared with another listener. */
final class SessionCache {
    private final Cache<ByteBuffer, Kept> sessions;

    SessionCache(TlsLimits limits) {
        sessions = Caffeine.newBuilder()
                .maximumSize(limits.sessions())
                .expireAfterWrite(limits.sessionTime())
                .executor(Runnable::run) // no thread of anyone else's
                .build();
    }

    /**
     * A session with what a resumed connection must have in common with it. RFC 6066, 3: the same server name; RFC 7366, 3: the
     * same order of encryption and MAC.
     */
    record Kept(
            TlsSession session,
            Offer offer,
            int suite,
            boolean encryptThenMac,
            Optional<String> serverName,
            ServerKey key,
            String group) {}

    void keep(Kept kept) {
        sessions.put(ByteBuffer.wrap(kept.session().getSessionID().clone()), kept);
    }

    @Nullable
    Kept find(byte[] id) {
        return id.length == 0 ? null : sessions.getIfPresent(ByteBuffer.wrap(id));
    }
}
