package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangupTest {
    @Test
    void whatComesTooEarlyIsDoneOnce() {
        var done = new AtomicInteger();
        var hangup = new Hangup();
        hangup.came();
        hangup.came();
        hangup.does(done::incrementAndGet);
        assertEquals(1, done.get());
        hangup.came();
        assertEquals(2, done.get());
    }

    @Test
    void whatDoesNotComeIsNotDone() {
        var done = new AtomicInteger();
        new Hangup().does(done::incrementAndGet);
        assertEquals(0, done.get());
    }
}
