package org.letterlock.protocol;

import java.time.Duration;
import java.util.PriorityQueue;

/** A clock that stands still until it is advanced, with the tasks that wait for it. */
public final class VirtualTime {
    private record Task(long at, long order, Runnable run) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long now = -Duration.ofMinutes(5).toNanos(); // nanoTime has no origin
    private long count;

    public long nanoTime() {
        return now;
    }

    public void run(Duration after, Runnable task) {
        tasks.add(new Task(now + after.toNanos(), count++, task));
    }

    public int waiting() {
        return tasks.size();
    }

    public void advance(Duration time) {
        long until = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at <= until) {
            var task = tasks.poll();
            now = task.at;
            task.run.run();
        }
        now = until;
    }
}
