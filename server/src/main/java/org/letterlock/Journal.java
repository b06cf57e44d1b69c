package org.letterlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What was received, in the order of commits, and those who wait for something to be. Thread-safe. */
final class Journal {
    private static final int SHOWN = 20;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final int most;
    private List<ReceivedMail> received = new ArrayList<>();
    private long count;

    /** @param most messages that are remembered; older ones are forgotten */
    Journal(int most) {
        if (most < 0) throw new IllegalArgumentException("remember 0 messages or more");
        this.most = most;
    }

    /** @param made makes the entry from its number */
    void add(LongFunction<ReceivedMail> made) {
        lock.lock();
        try {
            count++;
            if (most == 0) return;
            if (received.size() == most) received = new ArrayList<>(received.subList(most / 2 + 1, most));
            received.add(made.apply(count));
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            received = new ArrayList<>(); // who waits goes on with the new one
        } finally {
            lock.unlock();
        }
    }

    List<ReceivedMail> all() {
        lock.lock();
        try {
            return List.copyOf(received);
        } finally {
            lock.unlock();
        }
    }

    ReceivedMail await(Predicate<? super ReceivedMail> wanted, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        int asked = 0;
        lock.lockInterruptibly();
        try {
            var list = received;
            while (true) {
                if (list != received) {
                    list = received;
                    asked = 0;
                }
                while (asked < list.size()) {
                    var mail = list.get(asked++);
                    lock.unlock(); // the caller's code runs without our lock
                    boolean found;
                    try {
                        found = wanted.test(mail);
                    } finally {
                        lock.lock();
                    }
                    if (found) return mail;
                }
                if (list == received && asked == list.size()) {
                    if (left <= 0) throw new AssertionError(failure(atMost, list));
                    left = more.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static String failure(Duration atMost, List<ReceivedMail> list) {
        var shown = list.stream().limit(SHOWN).map(m -> "\n  " + m).collect(Collectors.joining());
        return "no such message within " + TimeUnit.NANOSECONDS.toMillis(atMost.toNanos()) + " ms; received "
                + (list.isEmpty() ? "nothing" : list.size() + ":" + shown + (list.size() > SHOWN ? "\n  …" : ""));
    }
}
