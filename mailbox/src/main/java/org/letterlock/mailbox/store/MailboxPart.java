package org.letterlock.mailbox.store;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.UidValidity;

/**
 * A mailbox's state, which may be on the disk only: then it is read when somebody asks for it, and stays for as long as
 * there is room. What changed since the last index is always here. See {@link LoadedStates}.
 */
final class MailboxPart extends Part<MailboxState> {
    private static final AtomicReferenceFieldUpdater<MailboxPart, Slot> NEXT =
            AtomicReferenceFieldUpdater.newUpdater(MailboxPart.class, Slot.class, "slot");
    private final @Nullable LoadedStates loaded; // null: there is no disk
    private final long id;
    private final AtomicLong recentFrom;
    private volatile Slot slot; // through NEXT, unless the mailbox's changes are in one order anyway

    /**
     * The state, here, on the disk, or both; immutable, so that one moment's is never taken for another's.
     *
     * @param state null: it is on the disk only
     * @param place null: it changed since the last index
     * @param summary null: the state is here
     * @param let go of, but perhaps somebody still has it
     */
    record Slot(
            @Nullable MailboxState state,
            @Nullable Place place,
            @Nullable Summary summary,
            @Nullable WeakReference<MailboxState> let) {
        static Slot changed(MailboxState state) {
            return new Slot(state, null, null, null);
        }

        Slot at(Place other) {
            return new Slot(state, other, summary, let);
        }

        MailboxName name() {
            return state != null ? state.name() : known().name();
        }

        UidValidity uidValidity() {
            return state != null ? state.uidValidity() : known().uidValidity();
        }

        boolean exists() {
            return state != null ? state.exists() : known().exists();
        }

        long uidNext() {
            return state != null ? state.uidNext() : known().uidNext();
        }

        long modSequence() {
            return state != null ? state.modSequence() : known().modSequence();
        }

        private Summary known() {
            if (summary == null) throw new IllegalStateException("neither here nor on the disk");
            return summary;
        }

        /** Whether this is the same state as in {@code other}. */
        boolean isSame(Slot other) {
            return state != null && state == other.state || place != null && place == other.place;
        }

        Summary summary(long recentFrom) {
            return state != null ? Summary.of(state, recentFrom) : known().withRecentFrom(recentFrom);
        }
    }

    /** {@code id}, {@code recentFrom}: the mailbox's own, which changes without a commit. */
    MailboxPart(long id, MailboxState state, AtomicLong recentFrom, @Nullable LoadedStates loaded) {
        this.id = id;
        this.loaded = loaded;
        this.recentFrom = recentFrom;
        this.slot = Slot.changed(state);
    }

    /** What is here now, for the next index. */
    Slot slot() {
        return slot;
    }

    /** Counts and marks as readers see them; reads nothing. */
    Summary summary() {
        return slot.summary(recentFrom.get());
    }

    @Override
    MailboxState committed() {
        var now = slot;
        var state = now.state();
        if (state == null) return load();
        if (now.place() != null && loaded != null) loaded.used(this, state);
        return state;
    }

    /** As {@link #committed}, for who looks at many and will not come again: nothing is kept that was not here. */
    MailboxState peek() {
        while (true) {
            var now = slot;
            var state = now.state();
            if (state == null) state = read(now);
            if (state != null) return state;
        }
    }

    /** The state of a moment that was taken. */
    MailboxState of(Slot moment) {
        var state = moment.state();
        if (state == null) state = read(moment);
        if (state == null) throw new StoreException("the store is closed");
        return state;
    }

    private MailboxState load() {
        synchronized (this) { // one reads, the others get the same
            while (true) {
                var now = slot;
                var state = now.state();
                if (state != null) return state;
                state = read(now);
                if (state == null || !NEXT.compareAndSet(this, now, new Slot(state, now.place(), null, null))) continue;
                if (loaded != null) loaded.put(this, state);
                return state; // which may be let go of again by now
            }
        }
    }

    /** Null when the index that has it was replaced meanwhile. */
    private @Nullable MailboxState read(Slot now) {
        var let = now.let();
        var held = let == null ? null : let.get();
        if (held != null) return held;
        var place = now.place();
        if (place == null || now.summary() == null || loaded == null)
            throw new IllegalStateException("neither here nor on the disk");
        var state = loaded.read(id, place, now.summary());
        if (state == null && slot.place() == place) throw new StoreException("the store is closed");
        return state;
    }

    @Override
    void commit(MailboxState next) {
        slot = Slot.changed(next);
    }

    /** As an index says it, before anybody else knows this mailbox. */
    void stored(Place place, Summary summary) {
        slot = new Slot(null, place, summary, null);
    }

    /** As a log says it; see {@link MailboxState#withMarks}. Reads nothing. */
    void raise(long uidNext, long modSequence) {
        var now = slot;
        var state = now.state();
        var summary = now.summary();
        if (state != null) commit(state.withMarks(uidNext, modSequence));
        else if (summary != null) slot = new Slot(null, now.place(), summary.withMarks(uidNext, modSequence), null);
    }

    /** What was {@code captured} is in an index now, unless it is another since. */
    void indexed(Slot captured, Place place) {
        while (true) {
            var now = slot;
            if (!now.isSame(captured)) return;
            if (!NEXT.compareAndSet(this, now, now.at(place))) continue;
            var state = now.state();
            if (state != null && loaded != null) loaded.put(this, state);
            return;
        }
    }

    /** Others need the room: the state goes, if it is on the disk. Whoever has it, keeps it. */
    void letGo() {
        while (true) {
            var now = slot;
            var state = now.state();
            if (state == null || now.place() == null) return;
            var summary = Summary.of(state, recentFrom.get());
            if (NEXT.compareAndSet(this, now, new Slot(null, now.place(), summary, new WeakReference<>(state)))) return;
        }
    }
}
