package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.Mailbox.Kept;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.store.StoreSettings;

/** {@link Mailbox#restore}: messages keep the UIDs they had elsewhere. */
public abstract class RestoreContract extends StoreFixture {
    private static final UidValidity THEIRS = new UidValidity(77);

    private List<Kept> kept(long... uids) {
        var kept = new ArrayList<Kept>();
        for (long uid : uids) kept.add(new Kept(new Uid(uid), message("UID " + uid, Flags.NONE)));
        return kept;
    }

    @Test
    void messagesKeepTheirUidsAndTheMailboxItsUidValidity() {
        var inbox = inbox(ANN);
        var made = done(inbox.restore(THEIRS, kept(3, 5, 900), 1));
        assertEquals(THEIRS, inbox.uidValidity());
        assertEquals(List.of(new Uid(3), new Uid(5), new Uid(900)), made.uids());
        assertEquals(THEIRS, made.uidValidity());
        assertEquals(List.of(3L, 5L, 900L), uids(inbox.view()));
        assertEquals(901, inbox.status().uidNext());
        assertEquals(
                "UID 900", new String(bytes(inbox.message(900).orElseThrow().body())));
        done(inbox.restore(THEIRS, kept(901, 1000), 2000));
        assertEquals(2000, inbox.status().uidNext());
        assertEquals(List.of(new Uid(2000)), append(inbox, 1).uids());
        done(inbox.restore(THEIRS, List.of(), 3000));
        assertEquals(3000, inbox.view().uidNext());
        assertEquals(6, inbox.view().count());
        done(inbox.restore(THEIRS, List.of(), 10));
        assertEquals(3000, inbox.view().uidNext(), "never back");
        var later = inbox.changesSince(made.modSequence());
        assertEquals(3, later.changed().size());
        assertTrue(later.vanished().isEmpty(), "a UID that never was did not vanish");
    }

    @Test
    void uidsAscendAndAreNeverGivenTwice() {
        var inbox = inbox(ANN);
        var own = inbox.uidValidity();
        append(inbox, 4);
        done(inbox.remove(range(4, 4)));
        var before = inbox.status();
        assertEquals(Refusal.CANNOT, refused(inbox.restore(own, kept(4), 1)), "4 was another message's");
        assertEquals(Refusal.CANNOT, refused(inbox.restore(own, kept(6, 6), 1)));
        assertEquals(Refusal.CANNOT, refused(inbox.restore(own, kept(7, 6), 1)));
        assertEquals(Refusal.CANNOT, refused(inbox.restore(THEIRS, kept(9), 1)), "UIDs of another generation");
        assertEquals(before, inbox.status());
        done(inbox.restore(own, kept(5, 8), 1));
        assertEquals(List.of(1L, 2L, 3L, 5L, 8L), uids(inbox.view()));
        assertThrows(IllegalArgumentException.class, () -> inbox.restore(own, List.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> inbox.restore(own, List.of(), Uid.MAX + 2));
    }

    @Test
    void theLastUidMayBeKept() {
        var inbox = inbox(ANN);
        done(inbox.restore(THEIRS, kept(Uid.MAX), 1));
        assertEquals(List.of(Uid.MAX), uids(inbox.view()));
        assertEquals(Refusal.LIMIT, refused(inbox.append(List.of(message("x", Flags.NONE)))));
    }

    @Test
    void aNameNeverGetsAnUidValidityItHad() {
        var work = create("work");
        done(work.restore(new UidValidity(4_000_000), kept(1), 1));
        done(ann().delete(name("work")));
        var again = create("work");
        assertTrue(again.uidValidity().value() > 4_000_000);
        assertEquals(Refusal.CANNOT, refused(again.restore(new UidValidity(4_000_000), kept(2), 1)));
        var other = create("other");
        assertEquals(
                Refusal.CANNOT, refused(other.restore(new UidValidity(Uid.MAX), kept(2), 1)), "none would be left");
        long high = Uid.MAX - (1L << 30);
        done(other.restore(new UidValidity(high), kept(2), 1));
        done(ann().delete(name("other")));
        assertTrue(create("other").uidValidity().value() > high);
    }

    @Test
    void boundsHoldForThemToo() {
        reopen(StoreSettings.DEFAULTS.withQuota(2, 100).withMaxMessageSize(10));
        var inbox = inbox(ANN);
        assertEquals(Refusal.OVER_QUOTA, refused(inbox.restore(THEIRS, kept(1, 2, 3), 1)));
        var large = new Kept(new Uid(1), message("x".repeat(11), Flags.NONE));
        assertEquals(Refusal.LIMIT, refused(inbox.restore(THEIRS, List.of(large), 1)));
        var word = new Kept(new Uid(1), message("x", keywords("no atom")));
        assertEquals(Refusal.LIMIT, refused(inbox.restore(THEIRS, List.of(word), 1)));
        assertEquals(1, inbox.status().uidNext());
        done(inbox.restore(THEIRS, kept(1, 2), 1));
        var gone = done(ann().create(name("gone"), Set.of()));
        done(ann().delete(name("gone")));
        assertEquals(Refusal.NON_EXISTENT, refused(gone.restore(THEIRS, List.of(), 5)));
    }
}
