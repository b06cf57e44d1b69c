package org.letterlock.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.letterlock.mailbox.MailStore.Target;
import org.letterlock.mailbox.StoreResult.Refusal;
import org.letterlock.mailbox.store.StoreSettings;

/**
 * What every {@link MailStore} does: each sentence of its Javadoc and of what it hands out, as a test. A store's own test
 * extends this and says how to open one. Here are the bounds; names, messages, changes and concurrency are what it
 * extends.
 */
public abstract class MailStoreContract extends ConcurrencyContract {
    private void nothingIn(Mailbox mailbox) {
        assertEquals(0, mailbox.view().count());
        assertEquals(1, mailbox.status().uidNext());
    }

    @Test
    @DisplayName("S-I8 keywords: so many different ones in a mailbox, each so long, all atoms")
    void sI8_keywords() {
        reopen(StoreSettings.DEFAULTS.withMaxKeywords(3));
        var inbox = inbox(ANN);
        append(inbox, 2);
        flag(inbox, range(1, 1), add(keywords("a", "b", "c")));
        var last = inbox.status().highestModSequence();
        var none = OptionalLong.empty();
        assertEquals(Refusal.LIMIT, refused(inbox.store(range(1, 2), add(keywords("d")), none)));
        assertEquals(Refusal.LIMIT, refused(inbox.append(List.of(message("x", keywords("d"))))));
        var two = List.of(message("x", keywords("a")), message("y", keywords("e")));
        assertEquals(Refusal.LIMIT, refused(inbox.append(two)));
        assertEquals(last, inbox.status().highestModSequence());
        flag(inbox, range(2, 2), add(keywords("A", "B")));
        flag(inbox, range(1, 2), new FlagChange(FlagChange.Mode.REMOVE, keywords("b", "no-such")));
        flag(inbox, range(2, 2), add(keywords("d"))); // b is not in use any more
        var other = create("other");
        flag(inbox, range(1, 2), new FlagChange(FlagChange.Mode.REPLACE, keywords("a", "c", "d")));
        done(other.append(List.of(message("x", keywords("x", "y")))));
        assertEquals(Refusal.LIMIT, refused(inbox.copy(range(1, 2), other, true)));
        assertEquals(2, inbox.view().count());
        assertEquals(1, other.view().count());
        flag(other, range(1, 1), new FlagChange(FlagChange.Mode.REPLACE, keywords("x".repeat(255))));
        for (var bad : List.of("x".repeat(256), "", "a b", "a\r\n", "(", "\\Seen", "\u00e9", "a*", "]"))
            assertEquals(Refusal.LIMIT, refused(other.store(range(1, 1), add(keywords(bad)), none)), bad);
    }

    /** Flags with each three of 51 keywords that all have one hash: each pair of {@code a~} and {@code b_} has. */
    private static List<Flags> collidingFlags() {
        var words = new String[51];
        for (int i = 0; i < words.length; i++) {
            var word = new StringBuilder();
            for (int bit = 0; bit < 6; bit++) word.append((i >> bit & 1) == 0 ? "a~" : "b_");
            words[i] = word.toString();
        }
        var all = new ArrayList<Flags>();
        for (int i = 2; i < words.length; i++)
            for (int j = 1; j < i; j++) for (int k = 0; k < j; k++) all.add(keywords(words[i], words[j], words[k]));
        return all;
    }

    /** Where hashes decide, this takes not seconds but many minutes. */
    @Test
    @Timeout(120)
    @DisplayName("S-T12 keywords are bounded, and those with equal hashes cost no more than others")
    void sT12_keywords() {
        reopen(StoreSettings.DEFAULTS.withMaxKeywords(51));
        var all = collidingFlags();
        assertEquals(1, all.stream().mapToInt(Flags::hashCode).distinct().count());
        var inbox = inbox(ANN);
        var body = body(new byte[] {'x'});
        done(inbox.append(all.stream().map(f -> new NewMessage(body, f, DATE)).toList()));
        assertEquals(51, inbox.keywords().size());
        assertEquals(Refusal.LIMIT, refused(inbox.append(List.of(new NewMessage(body, keywords("more"), DATE)))));
        var seen = add(Flags.of(SystemFlag.SEEN));
        assertEquals(20_825, flag(inbox, range(1, 20_825), seen).changed().size());
        var other = create("other");
        assertEquals(
                20_825, done(inbox.copy(range(1, 20_825), other, true)).to().size());
        assertEquals(
                all.get(20_824).plus(Flags.of(SystemFlag.SEEN)),
                messages(other.view()).get(20_824).flags());
    }

    @Test
    void mailboxNamesAreCounted() {
        reopen(StoreSettings.DEFAULTS.withMaxMailboxes(4));
        create("a/b");
        done(ann().subscribe(name("there is none"), true));
        var before = ann().list();
        assertEquals(Refusal.LIMIT, refused(ann().create(name("c"), Set.of())));
        assertEquals(Refusal.LIMIT, refused(ann().subscribe(name("another"), true)));
        assertEquals(Refusal.LIMIT, refused(ann().rename(name("a/b"), name("x/y"))), "a stays as a level");
        assertEquals(Refusal.LIMIT, refused(ann().rename(MailboxName.INBOX, name("x"))));
        var targets = List.of(new Target(BOB, name("made")), new Target(ANN, name("c")));
        assertEquals(Refusal.LIMIT, refused(store.deliver(targets, message("x", Flags.NONE))));
        assertEquals(before, ann().list());
        assertTrue(store.account(BOB).open(name("made")).isEmpty(), "all or none");
        done(ann().subscribe(name("a/b"), true));
        done(ann().subscribe(name("there is none"), false));
        create("c");
    }

    @Test
    void aMessageMayBeSoLarge() {
        reopen(StoreSettings.DEFAULTS.withMaxMessageSize(100_000));
        var inbox = inbox(ANN);
        done(inbox.append(List.of(new NewMessage(body(new byte[100_000]), Flags.NONE, DATE))));
        var larger = new NewMessage(body(new byte[100_001]), Flags.NONE, DATE);
        assertEquals(100_001, larger.body().size());
        assertEquals(Refusal.LIMIT, refused(inbox.append(List.of(larger))));
        assertEquals(Refusal.LIMIT, refused(store.deliver(List.of(new Target(BOB, name("x"))), larger)));
        assertEquals(1, inbox.view().count());
        assertTrue(store.account(BOB).open(name("x")).isEmpty());
    }

    @Test
    void quotaCountsAllMailboxesOfOneAccount() {
        reopen(StoreSettings.DEFAULTS.withQuota(4, 100));
        var inbox = inbox(ANN);
        var other = create("other");
        append(inbox, 2); // 14 octets each
        append(other, 1);
        var targets = List.of(new Target(BOB, MailboxName.INBOX), new Target(ANN, MailboxName.INBOX));
        done(store.deliver(targets, message("x", Flags.NONE)));
        assertEquals(Refusal.OVER_QUOTA, refused(store.deliver(targets, message("y", Flags.NONE))));
        assertEquals(1, inbox(BOB).view().count(), "all or none");
        assertEquals(Refusal.OVER_QUOTA, refused(other.append(List.of(message("", Flags.NONE)))));
        assertEquals(Refusal.OVER_QUOTA, refused(inbox.copy(range(1, 1), other, false)));
        done(inbox.copy(range(1, 1), other, true)); // takes no more room
        done(other.remove(range(1, 1)));
        append(inbox, 1);
        done(ann().delete(name("other")));
        done(inbox.append(List.of(message("x".repeat(100 - 14 * 2 - 1), Flags.NONE))));
        assertEquals(Refusal.OVER_QUOTA, refused(inbox.append(List.of(message("x", Flags.NONE)))));
        done(ann().rename(MailboxName.INBOX, name("full")));
        assertEquals(4, ann().open(name("full")).orElseThrow().view().count());
        done(ann().delete(name("full")));
        done(inbox.append(List.of(message("x".repeat(100), Flags.NONE))));
    }

    @Test
    void quotaCountsAllAccountsOfOneDomain() {
        reopen(StoreSettings.DEFAULTS.withQuota(3, 1000).withDomainQuota(4, 60));
        var elsewhere = new AccountId("eve@other.test");
        append(inbox(ANN), 2); // 14 octets each
        append(inbox(BOB), 1);
        assertEquals(Refusal.OVER_QUOTA, refused(inbox(BOB).append(List.of(message("x".repeat(19), Flags.NONE)))));
        append(inbox(BOB), 1);
        append(inbox(elsewhere), 3);
        var targets = List.of(new Target(elsewhere, name("more")), new Target(BOB, name("more")));
        assertEquals(Refusal.OVER_QUOTA, refused(store.deliver(targets, message("", Flags.NONE))));
        assertEquals("the domain is over its quota", detail(inbox(ANN).append(List.of(message("", Flags.NONE)))));
        assertEquals(
                "the account is over its quota", detail(inbox(elsewhere).append(List.of(message("", Flags.NONE)))));
        var other = create("other");
        assertEquals(Refusal.OVER_QUOTA, refused(inbox(ANN).copy(range(1, 1), other, false)));
        done(inbox(ANN).copy(range(1, 2), other, true)); // takes no more room
        var all = new QuotaUsage("example.test", 4, 56, new QuotaLimits(4, 60));
        assertEquals(List.of(new QuotaUsage("ann@example.test", 2, 28, new QuotaLimits(3, 1000)), all), ann().usage());
        assertEquals(all, store.account(BOB).usage().get(1));
        done(ann().delete(name("other")));
        assertEquals(
                new QuotaUsage("example.test", 2, 28, all.limits()),
                ann().usage().get(1));
        done(store.account(BOB).create(name("more"), Set.of()));
        done(inbox(BOB).append(List.of(message("x".repeat(32), Flags.NONE))));
    }

    private static String detail(CompletionStage<? extends StoreResult<?>> stage) {
        var result = stage.toCompletableFuture().join();
        return result instanceof StoreResult.Refused<?> refused ? refused.detail() : result.toString();
    }

    @Test
    void aRefusedDeliveryLeavesNothing() {
        reopen(StoreSettings.DEFAULTS.withQuota(1, StoreSettings.UNLIMITED));
        append(inbox(BOB), 1);
        var targets = List.of(
                new Target(ANN, MailboxName.INBOX), new Target(ANN, name("new")), new Target(BOB, MailboxName.INBOX));
        assertEquals(Refusal.OVER_QUOTA, refused(store.deliver(targets, message("x", Flags.NONE))));
        nothingIn(inbox(ANN));
        assertTrue(ann().open(name("new")).isEmpty());
        append(inbox(ANN), 1);
        assertEquals(List.of(1L), uids(inbox(ANN).view()));
    }

    @Test
    void settingsHaveBounds() {
        var good = StoreSettings.DEFAULTS;
        for (var bad : List.<Runnable>of(
                () -> good.withMaxMailboxes(0),
                () -> good.withMaxMailboxes(1_000_001),
                () -> good.withMaxKeywords(-1),
                () -> good.withMaxKeywords(1001),
                () -> good.withMaxMessageSize(0),
                () -> good.withQuota(-1, 0),
                () -> good.withQuota(0, -1),
                () -> good.withDomainQuota(-1, 0),
                () -> good.withMaxMessageSize(1L << 32),
                () -> good.withExpungeHistory(-1))) {
            assertThrows(IllegalArgumentException.class, bad::run);
        }
    }

    @Test
    void aLargeMailboxTakesSmallChanges() {
        var inbox = inbox(ANN);
        var one = message("m", Flags.NONE);
        var many = new ArrayList<NewMessage>();
        for (int i = 0; i < 50_000; i++) many.add(one);
        done(inbox.append(many));
        for (int i = 1; i < 2000; i++) {
            long uid = i * 25L;
            flag(inbox, range(uid, uid), add(Flags.of(SystemFlag.SEEN)));
            if (i % 2 == 0) done(inbox.remove(range(uid, uid)));
            assertEquals(50_000 - i / 2, inbox.view().count());
            assertEquals(uid + 1, inbox.message(uid + 1).orElseThrow().uid().value());
        }
        counted(inbox, "large");
        done(inbox.remove(range(1, 49_990)));
        assertEquals(10, inbox.view().count());
        counted(inbox, "nearly empty");
        append(inbox, 600);
        counted(inbox, "filled again");
    }
}
