package org.letterlock.mailbox;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Messages that are on their way to elsewhere: entries, each with a body and a state that only their owner can read. They
 * are as durable as mail, and {@linkplain MailStore#deliver(List, NewMessage, Changes) come in} with it, in one commit.
 * Entries may share a body. Thread-safe.
 */
public interface MailQueue {
    /** All entries, in the order in which they came. */
    List<Entry> entries();

    /** That entry as it stands now; empty when it is out of the queue. */
    Optional<Entry> entry(long id);

    /**
     * Gives entries a new state, takes entries out: all or nothing. {@code NON_EXISTENT} when one of them is out already.
     * Adds none, because new entries need a body. The result is always true.
     */
    CompletionStage<StoreResult<Boolean>> change(Changes changes);

    /** An attempt was made, or will be: the entry has this state from now on. See {@link #change}. */
    default CompletionStage<StoreResult<Boolean>> update(long id, ByteBuffer state) {
        return change(Changes.NONE.andUpdate(id, state));
    }

    /** The entry is done, for better or worse. See {@link #change}. */
    default CompletionStage<StoreResult<Boolean>> remove(long id) {
        return change(Changes.NONE.andRemove(id));
    }

    /** The right to work on that entry, which one has at a time; it ends with the process. Empty when another has it. */
    Optional<Lease> lease(long id);

    /** Ends with {@link #close()}. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * One message for one or more recipients.
     *
     * @param id given once, ascending
     * @param body of the message, which several entries may share
     * @param state what the queue's owner has to know of it
     */
    record Entry(long id, Body body, ByteBuffer state) {
        public Entry {
            state = copy(state);
        }

        /** Its own view of it, read-only. */
        @Override
        public ByteBuffer state() {
            return state.duplicate();
        }
    }

    /**
     * What one commit does to the queue.
     *
     * @param added states of new entries, in this order; the body is that of the message they come with
     * @param updated new states by the ids of their entries
     * @param removed ids of entries that are done
     */
    record Changes(List<ByteBuffer> added, Map<Long, ByteBuffer> updated, Set<Long> removed) {
        public static final Changes NONE = new Changes(List.of(), Map.of(), Set.of());

        /** The largest state, in octets. */
        public static final int MAX_STATE = 1 << 20;

        public Changes {
            added = added.stream().map(MailQueue::copy).toList();
            var states = new LinkedHashMap<Long, ByteBuffer>();
            updated.forEach((id, state) -> states.put(id, copy(state)));
            updated = Map.copyOf(states);
            removed = Set.copyOf(removed);
            for (var id : removed)
                if (updated.containsKey(id))
                    throw new IllegalArgumentException("entry " + id + " is updated and removed");
        }

        public boolean isEmpty() {
            return added.isEmpty() && updated.isEmpty() && removed.isEmpty();
        }

        public Changes andAdd(ByteBuffer state) {
            var more = new ArrayList<>(added);
            more.add(state);
            return new Changes(more, updated, removed);
        }

        public Changes andUpdate(long id, ByteBuffer state) {
            var more = new LinkedHashMap<>(updated);
            more.put(id, state);
            return new Changes(added, more, removed);
        }

        public Changes andRemove(long id) {
            var more = new TreeSet<>(removed);
            more.add(id);
            return new Changes(added, updated, more);
        }
    }

    private static ByteBuffer copy(ByteBuffer state) {
        if (state.remaining() > Changes.MAX_STATE)
            throw new IllegalArgumentException("a state of " + state.remaining() + " octets");
        return ByteBuffer.allocate(state.remaining())
                .put(state.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }
}
