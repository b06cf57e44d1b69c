package org.letterlock.server.queue;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.letterlock.server.route.Route;

/**
 * All mail for one destination, protected in one way, that may go now or later, and what is known of the destination. Belongs to the
 * queue's turn.
 */
final class Lane {
    final String name;
    final ArrayDeque<Item> ready = new ArrayDeque<>();
    final Set<Item> waiting = new LinkedHashSet<>(); // until they are due
    final ArrayDeque<Idle> idle = new ArrayDeque<>();
    int active;
    int items;
    boolean listed; // among those with something to do
    int failures; // in a row, of the destination itself
    long restUntil;
    Optional<Attempt.Result> lastFailure = Optional.empty();

    Lane(String name) {
        this.name = name;
    }

    /** A connection that waits for the next message. */
    record Idle(Carrier.Connection connection, Route.Step step, long since) {}

    /** One entry of the queue: little more than its number, since there may be very many. */
    static final class Item {
        final long id;
        final Lane lane;
        long due; // in nanoseconds of the monotonic clock
        State state = State.WAITING;
        /** Raised whenever its place changes, so that a place it had before is known to be stale. */
        int place;

        Item(long id, Lane lane) {
            this.id = id;
            this.lane = lane;
        }
    }

    /** Where an entry is. */
    enum State {
        /** Until it is due. */
        WAITING,
        /** For a connection. */
        READY,
        ACTIVE,
        HELD,
        GONE
    }

    boolean resting(long now) {
        return failures > 0 && restUntil - now > 0;
    }

    boolean unused() {
        return items == 0 && active == 0 && idle.isEmpty();
    }
}
