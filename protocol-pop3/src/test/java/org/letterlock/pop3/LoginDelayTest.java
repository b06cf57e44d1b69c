package org.letterlock.pop3;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginDelayTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final LoginDelay delay = new LoginDelay(Duration.ofSeconds(10), now::get);

    @Test
    void anAccountWaitsAndOthersDoNot() {
        assertTrue(delay.admits("ann"));
        assertFalse(delay.admits("ann"));
        assertTrue(delay.admits("bob"));
        now.addAndGet(Duration.ofSeconds(9).toNanos());
        assertFalse(delay.admits("ann"), "trying does not begin the delay anew");
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertTrue(delay.admits("ann"));
        assertFalse(delay.admits("ann"));
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i < LoginDelay.MOST; i++) assertTrue(delay.admits("user" + i));
        assertFalse(delay.admits("user1"));
        assertTrue(delay.admits("one more"));
        assertFalse(delay.admits("user" + (LoginDelay.MOST - 1)));
    }
}
