package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 9585: a search that takes long says how far it is. */
class ProgressTest {
    private static final int MESSAGES = 5000; // two turns, and some

    private final ImapStage stage = new ImapStage();

    @BeforeEach
    void manyMessages() {
        stage.given(MESSAGES + " messages in INBOX");
    }

    @Test
    void saysHowFarItIsEveryTenSeconds() {
        stage.clock = ticking(Duration.ofSeconds(10));
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        assertEquals(
                List.of(
                        "* OK [INPROGRESS (\"t2\" 0 5000)] Still at it",
                        "* OK [INPROGRESS (\"t2\" 2000 5000)] Still at it",
                        "* OK [INPROGRESS (\"t2\" 4000 5000)] Still at it",
                        "* ESEARCH (TAG \"t2\") COUNT 5000",
                        "t2 OK SEARCH completed"),
                client.ok("SEARCH RETURN (COUNT) ALL"));
    }

    @Test
    void staysSilentWhenItIsQuick() {
        stage.clock = ticking(Duration.ofSeconds(3));
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        assertEquals(
                List.of("* ESEARCH (TAG \"t2\") COUNT 5000", "t2 OK SEARCH completed"),
                client.ok("SEARCH RETURN (COUNT) ALL"));
    }

    /** Goes on by a step each time somebody looks at it. */
    private static Clock ticking(Duration step) {
        var now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
        InstantSource source = () -> now.updateAndGet(before -> before.plus(step));
        return source.withZone(ZoneOffset.UTC);
    }
}
