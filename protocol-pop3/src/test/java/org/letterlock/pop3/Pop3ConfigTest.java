package org.letterlock.pop3;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class Pop3ConfigTest {
    private static Pop3Config config(String host, int line, int auth, Duration login, Duration autologout) {
        return new Pop3Config(host, line, auth, 20, 5, login, autologout, Duration.ZERO, false);
    }

    @Test
    void boundsAreNamed() {
        var minute = Duration.ofMinutes(1);
        var ten = Duration.ofMinutes(10);
        refused("hostname", () -> config("<1@h>", 255, 12288, minute, ten));
        refused("hostname", () -> config("a b", 255, 12288, minute, ten));
        refused("hostname", () -> config("", 255, 12288, minute, ten));
        refused("max-line", () -> config("h", 254, 12288, minute, ten));
        refused("max-auth-line", () -> config("h", 255, 12287, minute, ten));
        refused("login-timeout", () -> config("h", 255, 12288, Duration.ofSeconds(9), ten));
        refused("autologout", () -> config("h", 255, 12288, minute, ten.minusSeconds(1)));
        config("h", 255, 12288, Duration.ofSeconds(10), ten);
    }

    private static void refused(String setting, Runnable making) {
        var refusal = assertThrows(IllegalArgumentException.class, making::run);
        assertTrue(refusal.getMessage().startsWith(setting), refusal.getMessage());
    }
}
