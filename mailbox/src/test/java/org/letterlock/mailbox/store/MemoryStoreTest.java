package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailStoreContract;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.mailbox.StoreException;

/** The store in memory: the contract, and what is only its own. */
class MemoryStoreTest extends MailStoreContract {
    private final SetClock clock = new SetClock();

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-11-23T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Override
    protected MailStore open(StoreSettings settings) {
        return new MemoryStore(settings, clock);
    }

    @Test
    @DisplayName("S-T13 UIDVALIDITY ascends although the clock goes back")
    void sT13_clockSteps() {
        var first = create("a");
        assertTrue(first.uidValidity().value() >= clock.now.getEpochSecond());
        clock.now = Instant.EPOCH;
        var second = create("b");
        assertTrue(second.uidValidity().value() > first.uidValidity().value());
        clock.now = Instant.parse("2300-01-01T00:00:00Z");
        assertTrue(create("c").uidValidity().value() > second.uidValidity().value());
    }

    @Test
    void savedDateIsWhenItCameHere() {
        append(inbox(ANN), 1);
        clock.now = clock.now.plusSeconds(3600);
        var copy = create("copy");
        done(inbox(ANN).copy(range(1, 1), copy, true));
        assertEquals(InternalDate.of(clock.now), copy.message(1).orElseThrow().savedDate());
        assertEquals(DATE, copy.message(1).orElseThrow().internalDate());
    }

    @Test
    void aBodyOverTheLimitIsCountedAndNotKept() {
        reopen(StoreSettings.DEFAULTS.withMaxMessageSize(10));
        try (var spool = store.spool(Long.MAX_VALUE)) {
            for (int i = 0; i < 5; i++) spool.write(ByteBuffer.allocate(4));
            assertEquals(20, spool.size());
            var body = spool.finish();
            assertThrows(StoreException.class, () -> body.read(0, 1));
        }
    }

    @Test
    @DisplayName(
            "S-T10, S-T8 what arrives in all spools together is bounded, and makes room when it is stored or given up")
    void sT10_spooled() {
        reopen(StoreSettings.DEFAULTS.withMaxSpooledBytes(100));
        try (var first = store.spool(Long.MAX_VALUE);
                var second = store.spool(0)) {
            first.write(ByteBuffer.allocate(60));
            second.write(ByteBuffer.allocate(40));
            assertThrows(StoreException.class, () -> second.write(ByteBuffer.allocate(1)));
            assertThrows(StoreException.class, () -> second.write(ByteBuffer.allocate(1)), "it has ended");
            assertThrows(StoreException.class, second::finish, "no part is taken for the whole");
            first.write(ByteBuffer.allocate(40)); // its room was given back
            assertEquals(100, first.finish().size());
            done(inbox(ANN).append(List.of(new NewMessage(first.finish(), Flags.NONE, DATE))));
        }
        try (var third = store.spool(0)) {
            third.write(ByteBuffer.allocate(100));
            third.close();
            third.close();
        }
        try (var fourth = store.spool(0)) {
            fourth.write(ByteBuffer.allocate(100));
            assertThrows(StoreException.class, () -> fourth.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aSmallBodyIsOnePiece() {
        var octets = new byte[200_000];
        var body = body(octets);
        assertEquals(200_000, body.read(0, 1_000_000).remaining());
        done(inbox(ANN).append(List.of(new NewMessage(body, Flags.NONE, DATE))));
    }

    @Test
    void accountsShareNothing() {
        done(store.account(ANN).create(name("a"), Set.of()));
        assertTrue(store.account(BOB).open(name("a")).isEmpty());
        assertEquals(List.of(ANN, BOB), store.accounts());
    }
}
