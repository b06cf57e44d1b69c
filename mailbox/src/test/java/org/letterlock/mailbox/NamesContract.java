package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.StoreResult.Refusal;

/** {@link MailAccount}: mailboxes by name, hierarchy, subscriptions. RFC 9051, 6.3. */
public abstract class NamesContract extends RestoreContract {
    /** {@code name}, then E exists, s selectable, S subscribed, c has children. */
    private String listed() {
        return ann().list().stream()
                .map(e -> e.name() + ":" + (e.exists() ? "E" : "") + (e.selectable() ? "s" : "")
                        + (e.subscribed() ? "S" : "") + (e.hasChildren() ? "c" : ""))
                .collect(Collectors.joining(" "));
    }

    @Test
    void anAccountHasAnInboxFromTheFirstCallOn() {
        assertEquals("INBOX:Es", listed());
        var inbox = inbox(ANN);
        assertTrue(inbox.exists());
        assertEquals(MailboxName.INBOX, inbox.name());
        assertEquals(name("inbox"), inbox.name());
        inbox(BOB);
        assertEquals(List.of(ANN, BOB), store.accounts());
        assertEquals(ANN, ann().id());
    }

    @Test
    void createMakesTheNamesAbove() {
        var box = create("a/b/c");
        assertEquals(name("a/b/c"), box.name());
        assertEquals("INBOX:Es a:Ec a/b:Ec a/b/c:Es", listed());
        assertEquals(Optional.empty(), ann().open(name("a/b")));
        assertEquals(Refusal.ALREADY_EXISTS, refused(ann().create(name("a/b/c"), Set.of())));
        assertEquals(Refusal.ALREADY_EXISTS, refused(ann().create(MailboxName.INBOX, Set.of())));
        create("a/b");
        create("INBOX/sub");
        assertEquals("INBOX:Esc INBOX/sub:Es a:Ec a/b:Esc a/b/c:Es", listed());
    }

    @Test
    void inboxIsListedFirstAndNamesInOrder() {
        for (var n : List.of("Z", "b", "A", "a!", "a/x")) create(n);
        assertEquals("INBOX:Es A:Es Z:Es a:Ec a!:Es a/x:Es b:Es", listed());
    }

    @Test
    void specialUsesGoWithTheMailbox() {
        done(ann().create(name("Sent"), Set.of(SpecialUse.SENT)));
        done(ann().rename(name("Sent"), name("Gesendet")));
        assertEquals(Set.of(SpecialUse.SENT), ann().list().get(1).uses());
        done(ann().delete(name("Gesendet")));
        create("Gesendet");
        assertEquals(Set.of(), ann().list().get(1).uses());
    }

    @Test
    void deleteRemovesAndLeavesInferiors() {
        var a = create("a");
        var below = create("a/b");
        append(a, 2);
        done(ann().delete(name("a")));
        assertFalse(a.exists());
        assertEquals(0, a.view().count());
        assertEquals("INBOX:Es a:Ec a/b:Es", listed());
        assertTrue(below.exists());
        assertEquals(Refusal.IN_USE, refused(ann().delete(name("a"))));
        done(ann().delete(name("a/b")));
        assertEquals("INBOX:Es a:E", listed());
        done(ann().delete(name("a")));
        assertEquals("INBOX:Es", listed());
        assertEquals(Refusal.NON_EXISTENT, refused(ann().delete(name("a"))));
        assertEquals(Refusal.CANNOT, refused(ann().delete(name("inbox"))));
    }

    @Test
    void aDeletedMailboxTakesNoChanges() {
        var a = create("a");
        var b = create("b");
        append(a, 1);
        append(b, 1);
        done(ann().delete(name("a")));
        assertEquals(Refusal.NON_EXISTENT, refused(a.append(List.of(message("x", Flags.NONE)))));
        assertEquals(
                Refusal.NON_EXISTENT,
                refused(a.store(range(1, 9), add(Flags.of(SystemFlag.SEEN)), OptionalLong.empty())));
        assertEquals(Refusal.NON_EXISTENT, refused(a.expunge(range(1, 9))));
        assertEquals(Refusal.NON_EXISTENT, refused(a.remove(range(1, 9))));
        assertEquals(Refusal.NON_EXISTENT, refused(a.copy(range(1, 9), b, false)));
        assertEquals(Refusal.NON_EXISTENT, refused(b.copy(range(1, 9), a, true)));
        assertEquals(1, b.view().count());
    }

    @Test
    void uidValidityAscendsOverTheWholeStore() {
        var first = create("a");
        done(ann().delete(name("a")));
        var second = create("a");
        assertTrue(second.uidValidity().value() > first.uidValidity().value());
        assertNotEquals(first.id(), second.id());
        assertTrue(inbox(BOB).uidValidity().value() > second.uidValidity().value());
    }

    @Test
    void renameTakesAllBelowAlong() {
        var a = create("a");
        var deep = create("a/b/c");
        create("ab");
        var validity = a.uidValidity();
        long id = a.id();
        append(a, 2);
        done(ann().rename(name("a"), name("x/y")));
        assertEquals("INBOX:Es ab:Es x:Ec x/y:Esc x/y/b:Ec x/y/b/c:Es", listed());
        assertEquals(name("x/y"), a.name());
        assertEquals(name("x/y/b/c"), deep.name());
        assertEquals(validity, a.uidValidity());
        assertEquals(id, ann().open(name("x/y")).orElseThrow().id());
        assertEquals(List.of(1L, 2L), uids(a.view()));
        done(ann().rename(name("x"), name("z"))); // a level
        assertEquals(name("z/y/b/c"), deep.name());
    }

    @Test
    void renameRefuses() {
        create("a/b");
        create("c");
        assertEquals(Refusal.NON_EXISTENT, refused(ann().rename(name("n"), name("m"))));
        assertEquals(Refusal.ALREADY_EXISTS, refused(ann().rename(name("c"), name("a"))));
        assertEquals(Refusal.ALREADY_EXISTS, refused(ann().rename(name("c"), name("c"))));
        assertEquals(Refusal.ALREADY_EXISTS, refused(ann().rename(name("c"), MailboxName.INBOX)));
        assertEquals(Refusal.ALREADY_EXISTS, refused(ann().rename(MailboxName.INBOX, name("c"))));
        assertEquals(Refusal.CANNOT, refused(ann().rename(name("a"), name("a/b/c"))));
        assertEquals(Refusal.CANNOT, refused(ann().rename(name("a"), name("x".repeat(999)))), "a/b would be too long");
        assertEquals("INBOX:Es a:Ec a/b:Es c:Es", listed());
    }

    @Test
    void aNameNeverMeetsALowerUidValidityAgain() {
        var old = create("old");
        var newer = create("name");
        done(ann().delete(name("name")));
        done(ann().rename(name("old"), name("name"))); // the name had a higher one
        assertTrue(old.uidValidity().value() > newer.uidValidity().value());
        var other = create("other");
        var validity = other.uidValidity();
        done(ann().rename(name("other"), name("never used")));
        assertEquals(validity, other.uidValidity());
    }

    @Test
    void renamingInboxMovesItsMessagesOnly() {
        var inbox = inbox(ANN);
        append(inbox, 3);
        flag(inbox, range(2, 2), add(Flags.of(SystemFlag.FLAGGED)));
        create("INBOX/below");
        done(ann().rename(MailboxName.INBOX, name("old/mail")));
        assertEquals("INBOX:Esc INBOX/below:Es old:Ec old/mail:Es", listed());
        assertEquals(inbox.id(), inbox(ANN).id());
        assertEquals(0, inbox.view().count());
        assertEquals(4, inbox.status().uidNext());
        var moved = ann().open(name("old/mail")).orElseThrow();
        assertEquals(3, moved.view().count());
        assertTrue(moved.view().message(1).flags().has(SystemFlag.FLAGGED));
        assertNotEquals(inbox.uidValidity(), moved.uidValidity());
    }

    @Test
    void subscriptionsAreNamesOfTheirOwn() {
        create("a");
        assertTrue(done(ann().subscribe(name("a"), true)));
        assertFalse(done(ann().subscribe(name("a"), true)));
        assertTrue(done(ann().subscribe(name("not/there"), true)));
        assertEquals("INBOX:Es a:EsS not/there:S", listed());
        done(ann().delete(name("a")));
        assertEquals("INBOX:Es a:S not/there:S", listed());
        assertTrue(done(ann().subscribe(name("a"), false)));
        assertFalse(done(ann().subscribe(name("a"), false)));
        assertEquals("INBOX:Es not/there:S", listed());
    }

    @Test
    @DisplayName("S-I12 names are keys: nobody reaches another account by them")
    void sI12_namesAreKeys() {
        var bobs = inbox(BOB);
        append(bobs, 1);
        done(store.account(BOB).create(name("secret"), Set.of()));
        for (var n : List.of(
                "../bob@example.test/secret",
                "..",
                ".",
                "%2e%2e",
                "~bob@example.test",
                "#shared",
                "\\\\bob\\secret",
                "bob@example.test/secret",
                "secret",
                "C:",
                "${user}",
                "a\u2215b",
                "\u202esecret")) {
            assertEquals(Optional.empty(), ann().open(name(n)), n);
            var mine = done(ann().create(name(n), Set.of()));
            assertEquals(0, mine.view().count(), n);
            assertEquals(name(n), ann().open(name(n)).orElseThrow().name());
        }
        assertEquals(2, store.account(BOB).list().size());
        append(inbox(ANN), 1);
        assertEquals(Refusal.CANNOT, refused(inbox(ANN).copy(range(1, 1), bobs, true)));
        assertEquals(1, bobs.view().count());
    }

    @Test
    @DisplayName("S-I7 deep and long names, empty levels, control characters")
    void sI7_nameBounds() {
        assertEquals(50, create("a/".repeat(49) + "b").name().ancestors().size() + 1);
        create("\u00e9".repeat(500));
        for (var bad : List.of(
                "a/".repeat(50) + "b",
                "\u00e9".repeat(501),
                "x".repeat(10_000),
                "",
                "/",
                "a//b",
                "/a",
                "a/",
                "a\0b",
                "a\r\nb",
                "a\u0085b",
                "a\ud800b",
                "\u2028")) {
            assertThrows(IllegalArgumentException.class, () -> name(bad));
            assertFalse(MailboxName.problem(bad).isEmpty());
        }
    }
}
