package org.letterlock.server.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.queue.Lane.Item;
import org.letterlock.server.queue.Lane.State;

/**
 * Where each entry of the queue is: waiting until it is due, ready for a connection, under way, or held. Says which is next, and begins
 * nothing. Belongs to the queue's turn.
 */
final class Schedule {
    private final QueueSettings settings;
    private final LongSupplier nanoTime;
    private final Map<Long, Item> items = new LinkedHashMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> busy = new ArrayDeque<>(); // with something ready
    private final PriorityQueue<Place> waiting = new PriorityQueue<>((a, b) -> Long.signum(a.due() - b.due()));
    private int active;

    Schedule(QueueSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** An item's place among those that wait; stale when the item has got another since. */
    private record Place(Item item, long due, int number) {
        boolean isStale() {
            return item.state != State.WAITING || item.place != number;
        }
    }

    /** All entries, in the order in which they came. */
    List<Item> items() {
        return List.copyOf(items.values());
    }

    /** How much is remembered: entries, places in time and destinations. */
    int size() {
        return items.size() + waiting.size() + lanes.size();
    }

    /** A new entry, which is nowhere yet; null when it is known. */
    @Nullable
    Item add(long id, String laneName) {
        if (items.containsKey(id)) return null;
        var lane = lanes.computeIfAbsent(laneName, Lane::new);
        var item = new Item(id, lane);
        lane.items++;
        items.put(id, item);
        return item;
    }

    /** The entry of that number, where it is known. */
    Optional<Item> item(long id) {
        return Optional.ofNullable(items.get(id));
    }

    void forget(Item item) {
        leave(item);
        item.state = State.GONE;
        item.lane.items--;
        items.remove(item.id);
    }

    /** It goes nowhere until somebody says so. */
    void hold(Item item) {
        leave(item);
        item.state = State.HELD;
        item.place++;
    }

    /** Waits so long, whatever becomes of the time of day meanwhile; never longer than the settings let anything wait. */
    void await(Item item, Duration time) {
        var longest = settings.longestWait();
        var wait = time.compareTo(longest) > 0 ? longest : time;
        if (wait.isNegative() || wait.isZero()) {
            ready(item);
            return;
        }
        item.state = State.WAITING;
        item.lane.waiting.add(item);
        item.place++;
        item.due = nanoTime.getAsLong() + wait.toNanos();
        waiting.add(new Place(item, item.due, item.place));
    }

    void ready(Item item) {
        leave(item);
        item.state = State.READY;
        item.place++;
        item.lane.ready.add(item);
        list(item.lane);
    }

    private static void leave(Item item) {
        if (item.state == State.WAITING) item.lane.waiting.remove(item);
    }

    private void list(Lane lane) {
        if (lane.listed || lane.ready.isEmpty()) return;
        lane.listed = true;
        busy.add(lane);
    }

    /** A destination is there again: what waits for it need not wait longer. */
    void awake(Lane lane) {
        for (var item : List.copyOf(lane.waiting)) ready(item);
    }

    /** What is due is ready from now on; connections that waited too long are closed. */
    void tick() {
        long now = nanoTime.getAsLong();
        while (!waiting.isEmpty() && (waiting.peek().isStale() || waiting.peek().due() - now <= 0)) {
            var place = waiting.poll();
            if (!place.isStale()) ready(place.item());
        }
        var unused = new ArrayList<Lane>();
        for (var lane : lanes.values()) {
            while (!lane.idle.isEmpty()
                    && now - lane.idle.peekFirst().since() > settings.idle().toNanos())
                lane.idle.pollFirst().connection().close();
            if (lane.unused() && !lane.resting(now)) unused.add(lane);
        }
        for (var lane : unused) lanes.remove(lane.name);
    }

    /** The next entry that may begin, one destination after the other; null while there is none, or no room. */
    @Nullable
    Item next() {
        while (active < settings.connections()) {
            var lane = busy.poll();
            if (lane == null) return null;
            lane.listed = false;
            var item = lane.ready.poll();
            if (item == null) continue;
            if (item.state != State.READY) {
                list(lane);
                continue;
            }
            boolean room = lane.active < (lane.failures > 0 ? 1 : settings.connectionsToOne());
            if (!room && !lane.resting(nanoTime.getAsLong())) {
                lane.ready.addFirst(item); // listed again when one of its attempts ends
                continue;
            }
            list(lane);
            return item;
        }
        return null;
    }

    /** An attempt takes a place. */
    void begin(Item item) {
        item.state = State.ACTIVE;
        item.lane.active++;
        active++;
    }

    /** An attempt gives its place back; its entry stays in somebody's hands. */
    void end(Lane lane) {
        lane.active--;
        active--;
        list(lane);
    }

    void closeIdle() {
        for (var lane : lanes.values())
            while (!lane.idle.isEmpty()) lane.idle.poll().connection().close();
    }
}
