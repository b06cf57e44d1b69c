package org.letterlock.mailbox.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailboxes whose states are both here and on the disk: when all of them take more than the bound, those go that
 * nobody asked for longest. What changed since the last index is not among them, it is here in any case. Thread-safe.
 */
final class LoadedStates {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedStates.class);
    private static final int UNIT = 64; // octets: weights are 32 bits wide
    private final Bodies bodies;
    private final Cache<MailboxPart, MailboxState> states;
    private volatile LongFunction<@Nullable MailboxState> elsewhere = id -> null;

    LoadedStates(long octets, Bodies bodies) {
        this.bodies = bodies;
        this.states = Caffeine.newBuilder()
                .maximumWeight(octets / UNIT)
                .weigher((MailboxPart part, MailboxState state) ->
                        (int) Math.min(Integer.MAX_VALUE, 1 + state.octets() / UNIT))
                .evictionListener((part, state, cause) -> {
                    if (part != null) part.letGo();
                })
                .executor(Runnable::run)
                .build();
    }

    /** {@code source} makes the state of a mailbox anew whose octets are damaged, or answers null. */
    void otherwise(LongFunction<@Nullable MailboxState> source) {
        elsewhere = source;
    }

    /** It is here, and asked for. */
    void used(MailboxPart part, MailboxState state) {
        if (states.getIfPresent(part) == null) put(part, state);
    }

    void put(MailboxPart part, MailboxState state) {
        states.put(part, state);
    }

    /** Octets of those that are here, as far as is known. */
    long octets() {
        return states.policy()
                .eviction()
                .map(e -> e.weightedSize().orElse(0) * UNIT)
                .orElse(0L);
    }

    /**
     * The state of mailbox {@code id}, which lies there; null when the file is closed.
     *
     * @throws StoreException when it cannot be read or is not what {@code summary} says
     */
    @Nullable
    MailboxState read(long id, Place place, Summary summary) {
        String why;
        try {
            var octets = place.index().state(place);
            if (octets == null) return null;
            var state = Snapshot.read(octets, bodies);
            if (summary.fits(state)) return state.withMarks(summary.uidNext(), summary.modSequence());
            why = "it is another mailbox's";
        } catch (IOException | StoreException e) {
            why = String.valueOf(e.getMessage());
        }
        var trouble = "the index of mailbox " + id + ", " + place + ", is damaged: " + why;
        var state = elsewhere.apply(id);
        if (state == null || !summary.fits(state)) throw new StoreException(trouble);
        LOG.error("{}; it was made again from the log", trouble);
        return state.withMarks(summary.uidNext(), summary.modSequence());
    }
}
