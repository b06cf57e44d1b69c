package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.StoreResult.Refusal;

/** {@link Mailbox}: messages, flags, copies, bodies. RFC 9051, 2.3 and 6.4. */
public abstract class MessagesContract extends NamesContract {
    @Test
    void appendGivesAscendingUids() {
        var inbox = inbox(ANN);
        var first = append(inbox, 3);
        assertEquals(List.of(new Uid(1), new Uid(2), new Uid(3)), first.uids());
        assertEquals(inbox.uidValidity(), first.uidValidity());
        assertEquals(List.of(new Uid(4)), append(inbox, 1).uids());
        var message = inbox.message(2).orElseThrow();
        assertEquals(DATE, message.internalDate());
        assertEquals(60, message.internalDate().toOffsetDateTime().getOffset().getTotalSeconds() / 60);
        assertArrayEquals("Subject: 1\r\n\r\n".getBytes(StandardCharsets.UTF_8), bytes(message.body()));
        assertEquals(14, message.size());
        assertEquals(Optional.empty(), inbox.message(5));
        assertEquals(Optional.empty(), inbox.message(0));
        assertEquals(List.of(), done(inbox.append(List.of())).uids());
    }

    @Test
    void statusCountsOneMoment() {
        var inbox = inbox(ANN);
        append(inbox, 5);
        flag(inbox, range(1, 2), add(Flags.of(SystemFlag.SEEN)));
        flag(inbox, range(2, 4), add(Flags.of(SystemFlag.DELETED)));
        var status = inbox.status();
        assertEquals(5, status.messages());
        assertEquals(6, status.uidNext());
        assertEquals(3, status.unseen());
        assertEquals(3, status.deleted());
        assertEquals(5, status.recent());
        assertEquals(5 * 14, status.size());
        assertEquals(inbox.view().highestModSequence(), status.highestModSequence());
        done(inbox.expunge(range(1, 3)));
        assertEquals(2, inbox.status().unseen());
        assertEquals(1, inbox.status().deleted());
        assertEquals(3 * 14, inbox.status().size());
    }

    @Test
    void flagsAreReplacedAddedAndRemoved() {
        var inbox = inbox(ANN);
        append(inbox, 2);
        var seen = Flags.of(SystemFlag.SEEN);
        assertEquals(
                List.of(seen, seen),
                flag(inbox, range(1, 9), add(seen)).changed().stream()
                        .map(Message::flags)
                        .toList());
        flag(inbox, range(1, 1), add(keywords("$Work")));
        assertEquals(
                seen.plus(keywords("$Work")), inbox.message(1).orElseThrow().flags());
        flag(inbox, range(1, 1), new FlagChange(FlagChange.Mode.REMOVE, seen));
        assertEquals(keywords("$Work"), inbox.message(1).orElseThrow().flags());
        flag(inbox, range(1, 2), new FlagChange(FlagChange.Mode.REPLACE, Flags.of(SystemFlag.DRAFT)));
        assertEquals(Flags.of(SystemFlag.DRAFT), inbox.message(2).orElseThrow().flags());
        assertEquals(List.of(), inbox.keywords());
    }

    @Test
    void keywordsHaveTheSpellingThatWasFirst() {
        var inbox = inbox(ANN);
        done(inbox.append(List.of(message("x", keywords("Work")))));
        done(inbox.append(List.of(message("y", keywords("WORK", "play")))));
        assertEquals(
                List.of("play", "Work"),
                inbox.keywords().stream().sorted(String.CASE_INSENSITIVE_ORDER).toList());
        assertEquals(
                List.of("play", "Work"), inbox.message(2).orElseThrow().flags().keywords());
        flag(inbox, range(1, 2), add(keywords("PLAY")));
        assertEquals(
                List.of("play", "Work"), inbox.message(1).orElseThrow().flags().keywords());
        done(inbox.remove(range(1, 2)));
        assertEquals(List.of(), inbox.keywords());
        var other = create("other");
        done(other.append(List.of(message("z", keywords("wORK")))));
        assertEquals(List.of("wORK"), other.keywords());
    }

    @Test
    void expungeTakesTheDeletedOnlyAndRemoveTakesAll() {
        var inbox = inbox(ANN);
        append(inbox, 5);
        flag(inbox, UidSet.of(2, 4), add(Flags.of(SystemFlag.DELETED)));
        assertEquals(UidSet.of(2), done(inbox.expunge(range(1, 3))).uids());
        assertEquals(UidSet.EMPTY, done(inbox.expunge(range(1, 3))).uids());
        assertEquals(List.of(1L, 3L, 4L, 5L), uids(inbox.view()));
        assertEquals(
                UidSet.of(3, 5), done(inbox.remove(UidSet.of(2, 3, 5, 900))).uids());
        assertEquals(List.of(1L, 4L), uids(inbox.view()));
    }

    @Test
    void aUidIsNeverUsedTwice() {
        var inbox = inbox(ANN);
        append(inbox, 3);
        done(inbox.remove(range(3, 3)));
        assertEquals(List.of(new Uid(4)), append(inbox, 1).uids());
        done(inbox.remove(range(1, Uid.MAX)));
        assertEquals(0, inbox.view().count());
        assertEquals(5, inbox.status().uidNext());
        assertEquals(List.of(new Uid(5)), append(inbox, 1).uids());
    }

    @Test
    void copyAndMoveKeepFlagsDatesAndBodies() {
        var inbox = inbox(ANN);
        append(inbox, 4);
        flag(inbox, range(2, 3), add(Flags.of(SystemFlag.FLAGGED).plus(keywords("k"))));
        var archive = create("Archive");
        append(archive, 1);
        var copied = done(inbox.copy(UidSet.of(2, 3, 77), archive, false));
        assertEquals(archive.uidValidity(), copied.uidValidity());
        assertEquals(List.of(new Uid(2), new Uid(3)), copied.from());
        assertEquals(List.of(new Uid(2), new Uid(3)), copied.to());
        var copy = archive.message(2).orElseThrow();
        var original = inbox.message(2).orElseThrow();
        assertEquals(original.flags(), copy.flags());
        assertEquals(original.internalDate(), copy.internalDate());
        assertSame(original.body(), copy.body(), "one body for all copies");
        assertEquals(
                List.of(new Uid(4)),
                done(inbox.copy(range(1, 1), archive, true)).to());
        assertEquals(List.of(2L, 3L, 4L), uids(inbox.view()));
        assertEquals(List.of(1L, 2L, 3L, 4L), uids(archive.view()));
        assertEquals(List.of(), done(inbox.copy(range(1, 1), archive, true)).from());
    }

    @Test
    void copyAndMoveWithinOneMailbox() {
        var inbox = inbox(ANN);
        append(inbox, 2);
        assertEquals(
                List.of(new Uid(3), new Uid(4)),
                done(inbox.copy(range(1, 2), inbox, false)).to());
        assertEquals(
                List.of(new Uid(5)), done(inbox.copy(range(1, 1), inbox, true)).to());
        assertEquals(List.of(2L, 3L, 4L, 5L), uids(inbox.view()));
        assertEquals(4 * 14, inbox.status().size());
    }

    @Test
    void deliverPutsOneBodyIntoAllOrNone() {
        var lists = name("Lists/ietf");
        var targets = List.of(new Target(ANN, MailboxName.INBOX), new Target(BOB, lists), new Target(BOB, lists));
        var appended = done(store.deliver(targets, message("x", Flags.of(SystemFlag.FLAGGED))));
        assertEquals(List.of(new Uid(1)), appended.get(0).uids());
        assertEquals(List.of(new Uid(2)), appended.get(2).uids());
        var bobs = store.account(BOB).open(lists).orElseThrow();
        assertEquals(bobs.uidValidity(), appended.get(1).uidValidity());
        assertEquals(2, bobs.view().count());
        assertSame(
                inbox(ANN).message(1).orElseThrow().body(),
                bobs.message(2).orElseThrow().body());
        assertTrue(bobs.message(1).orElseThrow().flags().has(SystemFlag.FLAGGED));
        done(store.account(BOB).delete(lists));
        done(store.deliver(targets, message("y", Flags.NONE)));
        assertEquals(2, store.account(BOB).open(lists).orElseThrow().view().count());
        assertEquals(List.of(), done(store.deliver(List.of(), message("z", Flags.NONE))));
    }

    @Test
    void viewsDoNotChange() {
        var inbox = inbox(ANN);
        append(inbox, 300);
        var view = inbox.view();
        var messages = messages(view);
        append(inbox, 300);
        flag(inbox, range(1, 600), add(Flags.of(SystemFlag.SEEN)));
        done(inbox.remove(range(100, 400)));
        append(inbox, 10);
        assertEquals(300, view.count());
        assertEquals(301, view.uidNext());
        assertEquals(messages, messages(view));
        assertEquals(309, inbox.view().count());
        assertThrows(IndexOutOfBoundsException.class, () -> view.uid(300));
        assertThrows(IndexOutOfBoundsException.class, () -> view.message(-1));
    }

    @Test
    void copyEachDoesNothingWhenOneIsGone() {
        var inbox = inbox(ANN);
        var archive = create("archive");
        append(inbox, 4);
        done(inbox.remove(range(3, 3)));
        for (boolean move : new boolean[] {false, true}) {
            assertEquals(Refusal.EXPUNGED, refused(inbox.copyEach(range(2, 4), archive, move)));
            assertEquals(List.of(1L, 2L, 4L), uids(inbox.view()));
            assertEquals(0, archive.view().count());
        }
        assertEquals(
                List.of(new Uid(2), new Uid(4)),
                done(inbox.copyEach(UidSet.of(2, 4), archive, false)).from());
        assertEquals(
                List.of(new Uid(1)),
                done(inbox.copyEach(range(1, 1), archive, true)).from());
        assertEquals(List.of(2L, 4L), uids(inbox.view()));
        assertEquals(3, archive.view().count());
    }

    @Test
    void recentBelongsToOneSession() {
        var inbox = inbox(ANN);
        assertEquals(1, inbox.takeRecent(1));
        append(inbox, 3);
        assertEquals(3, inbox.status().recent());
        assertEquals(1, inbox.recentFrom());
        assertEquals(1, inbox.takeRecent(3), "the third came after this session had looked");
        assertEquals(1, inbox.status().recent());
        assertEquals(3, inbox.recentFrom());
        assertEquals(3, inbox.takeRecent(2), "another took them already");
        assertEquals(3, inbox.takeRecent(4));
        assertEquals(4, inbox.takeRecent(900));
        assertEquals(0, inbox.status().recent());
        append(inbox, 1);
        assertEquals(4, inbox.recentFrom(), "a message to come is nobody's");
        assertEquals(1, inbox.status().recent());
    }

    @Test
    void theMaildropHasOneLock() {
        var inbox = inbox(ANN);
        var lock = inbox.lockMaildrop().orElseThrow();
        assertTrue(inbox(ANN).lockMaildrop().isEmpty());
        assertTrue(inbox(BOB).lockMaildrop().isPresent());
        append(inbox, 1); // delivery goes on
        lock.close();
        lock.close();
        var next = inbox.lockMaildrop().orElseThrow();
        lock.close(); // not the next one's
        assertFalse(inbox.lockMaildrop().isPresent());
        next.close();
    }

    @Test
    void aBodyIsReadInAnyPieces() {
        var octets = new byte[700_000];
        new Random(1).nextBytes(octets);
        var spool = store.spool(0);
        var random = new Random(2);
        for (int at = 0; at < octets.length; ) {
            int n = Math.min(random.nextInt(40_000), octets.length - at);
            spool.write(ByteBuffer.wrap(octets, at, n));
            at += n;
            assertEquals(at, spool.size());
        }
        var body = spool.finish();
        assertSame(body, spool.finish());
        assertThrows(StoreException.class, () -> spool.write(ByteBuffer.allocate(1)));
        done(inbox(ANN).append(List.of(new NewMessage(body, Flags.NONE, DATE))));
        spool.close();
        spool.close();
        assertArrayEquals(octets, bytes(body));
        for (int i = 0; i < 500; i++) {
            int offset = random.nextInt(octets.length);
            var some = body.read(offset, 1 + random.nextInt(5000));
            assertTrue(some.isReadOnly());
            assertThrows(ReadOnlyBufferException.class, () -> some.put(0, (byte) 1));
            assertEquals(ByteBuffer.wrap(octets, offset, some.remaining()), some);
        }
        for (long bad : new long[] {-1, octets.length, Long.MAX_VALUE})
            assertThrows(IndexOutOfBoundsException.class, () -> body.read(bad, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> body.read(0, 0));
    }

    @Test
    @DisplayName("S-M8 SHA-256 of a body is the same before and behind the store")
    void sM8_octetsNeverChange() throws Exception {
        var random = new Random(8);
        var targets = List.of(new Target(ANN, MailboxName.INBOX), new Target(BOB, name("copy")));
        for (int size : new int[] {0, 1, 4095, 4096, 4097, 65_536, 262_144, 262_145, 1_500_000, 3_000_001}) {
            var octets = new byte[size];
            random.nextBytes(octets);
            for (int i = 0; i + 3 < size; i += 50)
                System.arraycopy(new byte[] {'\r', '\n', '\n', '\r'}, 0, octets, i, 4);
            var sent = MessageDigest.getInstance("SHA-256").digest(octets);
            done(store.deliver(targets, new NewMessage(body(octets), Flags.NONE, DATE)));
            for (var mailbox :
                    List.of(inbox(ANN), store.account(BOB).open(name("copy")).orElseThrow())) {
                var view = mailbox.view();
                var kept = view.message(view.count() - 1).body();
                assertEquals(size, kept.size());
                assertArrayEquals(sent, MessageDigest.getInstance("SHA-256").digest(bytes(kept)));
            }
        }
    }

    @Test
    @DisplayName("S-M7 whatever is appended is kept as it is")
    void sM7_oddMessagesAreKept() {
        for (var text :
                List.of("", "\r", "\n", "\0", "From: \r\n\r\n", "no header", "\rx\r\n.\r\n", "\u00ff\ud83d\ude00")) {
            var octets = text.getBytes(StandardCharsets.UTF_8);
            var uid = done(inbox(ANN).append(List.of(message(text, Flags.NONE))))
                    .uids()
                    .get(0);
            assertArrayEquals(
                    octets, bytes(inbox(ANN).message(uid.value()).orElseThrow().body()));
        }
    }

    @Test
    void aBodyOfAnotherStoreIsTheCallersMistake() {
        try (var other = open(org.letterlock.mailbox.store.StoreSettings.DEFAULTS);
                var spool = other.spool(1)) {
            spool.write(ByteBuffer.wrap(new byte[] {1}));
            var foreign = new NewMessage(spool.finish(), Flags.NONE, DATE);
            assertThrows(IllegalArgumentException.class, () -> inbox(ANN).append(List.of(foreign)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.deliver(List.of(new Target(ANN, name("new"))), foreign));
            var theirs = other.account(ANN).open(MailboxName.INBOX).orElseThrow();
            append(inbox(ANN), 1);
            assertThrows(IllegalArgumentException.class, () -> inbox(ANN).copy(range(1, 1), theirs, false));
        }
        assertEquals(1, inbox(ANN).view().count());
        assertTrue(ann().open(name("new")).isEmpty());
    }

    @Test
    void aClosedStoreTakesNothing() {
        var inbox = inbox(ANN);
        var message = message("x", Flags.NONE);
        append(inbox, 1);
        store.close();
        assertEquals(StoreResult.Refusal.UNAVAILABLE, refused(inbox.append(List.of(message))));
        assertEquals(StoreResult.Refusal.UNAVAILABLE, refused(ann().create(name("a"), Set.of())));
        assertEquals(
                StoreResult.Refusal.UNAVAILABLE,
                refused(inbox.store(range(1, 1), add(Flags.of(SystemFlag.SEEN)), OptionalLong.empty())));
        assertThrows(StoreException.class, () -> store.spool(1));
    }
}
