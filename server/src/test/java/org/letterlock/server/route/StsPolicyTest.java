package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 8461, 3.2 and 4.1. */
class StsPolicyTest {
    private static Optional<StsPolicy> read(String text) {
        return StsPolicy.read("a.example", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatTheRfcShows() {
        var policy = read("version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n"
                        + "mx: backupmx.example.com\r\nmax_age: 604800\r\nnew: thing\r\n")
                .orElseThrow();
        assertTrue(policy.enforced());
        assertEquals(Duration.ofDays(7), policy.maxAge());
        assertTrue(policy.allows("MAIL.example.com"));
        assertTrue(policy.allows("mx1.example.net"));
        assertFalse(policy.allows("example.net"));
        assertFalse(policy.allows("a.b.example.net"));
        assertFalse(policy.allows("example.com"));
    }

    @Test
    void boundsTheAge() {
        assertEquals(
                Duration.ofSeconds(31_557_600),
                read("version: STSv1\nmode: none\nmax_age: 9999999999\n")
                        .orElseThrow()
                        .maxAge());
    }

    @Test
    void whatIsNoPolicyIsNone() {
        for (var text : List.of(
                "",
                "version: STSv2\nmode: enforce\nmx: a\nmax_age: 1",
                "version: STSv1\nmode: force\nmx: a\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a",
                "version: STSv1\nmode: enforce\nmx: a\nmax_age: -1",
                "<html>404</html>")) assertEquals(Optional.empty(), read(text), text);
    }
}
