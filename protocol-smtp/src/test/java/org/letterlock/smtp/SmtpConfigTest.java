package org.letterlock.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The bounds of the settings, each by one. */
class SmtpConfigTest {
    private static void refused(String why, Executable made) {
        var message = assertThrows(IllegalArgumentException.class, made).getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    @DisplayName("The defaults: an mx refuses bare newlines, an msa mends them")
    void defaults() {
        assertEquals(BareNewlines.REFUSE, SmtpConfig.mx("mail.example.test").bareNewlines());
        assertEquals(BareNewlines.NORMALISE, SmtpConfig.msa("mail.example.test").bareNewlines());
        assertEquals("[192.0.2.1]", SmtpConfig.mx("[192.0.2.1]").hostname());
    }

    @Test
    @DisplayName("Numbers below the RFC's bounds, with the section")
    void limits() {
        var d = SmtpLimits.DEFAULT;
        assertEquals(100, d.withRecipients(100).recipients());
        refused("RFC 5321, 4.5.3.1.8", () -> d.withRecipients(99));
        refused("RFC 5321, 4.5.3.1.7", () -> d.withMessageSize(65_535));
        refused("RFC 5321, 4.5.3.1.4", () -> new SmtpLimits(1 << 20, 100, 1279, 12_286, 100, 998, 998));
        refused("RFC 4954, 4", () -> new SmtpLimits(1 << 20, 100, 1280, 12_285, 100, 998, 998));
        refused("RFC 5321, 6.3", () -> new SmtpLimits(1 << 20, 100, 1280, 12_286, 99, 998, 998));
        refused("RFC 5322, 2.1.1", () -> new SmtpLimits(1 << 20, 100, 1280, 12_286, 100, 997, 998));
        refused("one field must fit", () -> new SmtpLimits(1 << 20, 100, 1280, 12_286, 100, 998, 997));
        refused("at most", () -> new SmtpLimits(1 << 20, 100, 65_537, 12_286, 100, 998, 998));
    }

    @Test
    @DisplayName("Times below the RFC's bounds, with the section")
    void times() {
        var block = Duration.ofMinutes(3);
        refused(
                "RFC 5321, 4.5.3.2.7",
                () -> new SmtpTimes(Duration.ofSeconds(299), block, 0, Duration.ZERO, Duration.ofMinutes(2)));
        refused(
                "RFC 5321, 4.5.3.2.5",
                () -> new SmtpTimes(
                        Duration.ofMinutes(5), Duration.ofSeconds(179), 0, Duration.ZERO, Duration.ofMinutes(2)));
        refused(
                "at least 10",
                () -> new SmtpTimes(Duration.ofMinutes(5), block, 0, Duration.ZERO, Duration.ofSeconds(9)));
        refused(
                "at most 3600",
                () -> new SmtpTimes(Duration.ofMinutes(5), block, 0, Duration.ZERO, Duration.ofSeconds(3601)));
        refused(
                "at least 0",
                () -> new SmtpTimes(Duration.ofMinutes(5), block, -1, Duration.ZERO, Duration.ofMinutes(2)));
        refused("at most 60", () -> SmtpTimes.DEFAULT.withGreetingDelay(Duration.ofSeconds(61)));
    }

    @Test
    @DisplayName("Patience has bounds too")
    void patience() {
        var second = Duration.ofSeconds(1);
        refused("soft error limit", () -> new SmtpPatience(0, 20, second, 100, 20));
        refused("hard error limit", () -> new SmtpPatience(10, 9, second, 100, 20));
        refused("error delay", () -> new SmtpPatience(10, 20, Duration.ofSeconds(16), 100, 20));
        refused("junk", () -> new SmtpPatience(10, 20, second, 9, 20));
        refused("unknown recipient", () -> new SmtpPatience(10, 20, second, 100, 0));
    }

    @Test
    @DisplayName("Host name and greeting cannot carry a line of their own")
    void texts() {
        refused("hostname", () -> SmtpConfig.mx("mail example"));
        refused("hostname", () -> SmtpConfig.mx(""));
        refused("hostname", () -> SmtpConfig.mx("a\r\n250 b"));
        var mx = SmtpConfig.mx("mail.example.test");
        refused(
                "greeting",
                () -> new SmtpConfig(
                        mx.role(),
                        mx.hostname(),
                        "hello\r\n250 there",
                        mx.limits(),
                        mx.times(),
                        mx.patience(),
                        mx.bareNewlines()));
    }
}
