package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.disk.NoRoomException;

/** What a client hears of a change that could not be made. */
class CommitTest {
    @Test
    @DisplayName("S-S10 a change for which the log has no room is refused for want of room, not as a failure")
    void s_S10_noRoom() {
        Journal full = change -> {
            throw new NoRoomException("no room for the log");
        };
        var engine = new Engine(StoreSettings.DEFAULTS, Clock.systemUTC(), full, body -> true, new AtomicLong());
        try (var commit = engine.begin()) {
            commit.stageAgain(ByteBuffer.allocate(1));
            var refused = assertInstanceOf(
                    StoreResult.Refused.class,
                    commit.done(true).toCompletableFuture().join());
            assertEquals(Refusal.NO_ROOM, refused.why());
        }
    }
}
