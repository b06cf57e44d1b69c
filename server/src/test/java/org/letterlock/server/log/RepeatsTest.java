package org.letterlock.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    @Test
    @DisplayName("S-G4 the same failure again and again fills no log, and is not forgotten either")
    void s_G4_tenAMinute() throws Exception {
        var now = new AtomicLong();
        var repeats = new Repeats(now::get);
        var one = InetAddress.getByName("192.0.2.7");
        for (int i = 0; i < Repeats.MOST; i++) assertEquals(0, repeats.admit(one));
        for (int i = 0; i < 90; i++) assertEquals(-1, repeats.admit(one));
        assertEquals(0, repeats.admit(InetAddress.getByName("192.0.2.8")), "others are heard");
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals(90, repeats.admit(one));
        assertEquals(0, repeats.admit(one));
    }
}
