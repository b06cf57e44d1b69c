package org.letterlock.server.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.server.queue.QueueWorkshop.to;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.store.DiskSettings;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.StoreSettings;
import org.letterlock.server.queue.QueueWorkshop.Answer;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.Outcome;

/** What waits, what goes, and what its sender hears. */
class OutboundQueueTest {
    private static final String MAIL = "Subject: hello\r\n\r\nbody\r\n";

    private final QueueWorkshop shop = new QueueWorkshop();

    @Test
    void goesOutAtOnceWithoutTheReturnPath() {
        shop.send(MAIL, to("bob", "a.example"));
        assertEquals(1, shop.carried.size());
        assertEquals(MAIL, QueueWorkshop.text(shop.carried.get(0).content()));
        assertEquals("mx.a.example[198.51.100.97]:25", shop.steps.get(0).hop().toString());
        assertEquals(List.of(), shop.waiting());
        assertEquals(List.of(), shop.inbox());
    }

    @Test
    void oneTransactionForEachDomain() {
        shop.send(MAIL, to("bob", "a.example"), to("eve", "b.example"), to("dan", "a.example"));
        assertEquals(
                List.of(2, 1),
                shop.carried.stream().map(m -> m.recipients().size()).toList());
    }

    @Test
    @DisplayName("S-Q2 a 5xx at whichever verb goes back at once, once, and to those whom it concerns")
    void s_Q2_permanent() {
        for (var phase : List.of(
                Outcome.Phase.GREETING,
                Outcome.Phase.HELLO,
                Outcome.Phase.MAIL,
                Outcome.Phase.RCPT,
                Outcome.Phase.DATA,
                Outcome.Phase.END)) {
            var one = new QueueWorkshop();
            one.server = mail -> Answer.refused(554, "5.7.1", phase);
            one.send(MAIL, to("bob", "a.example"));
            assertEquals(List.of(), one.waiting(), phase.toString());
            assertEquals(1, one.inbox().size(), phase.toString());
            var notice = one.inbox().get(0);
            assertTrue(notice.startsWith("Return-Path: <>\r\n"), notice);
            for (var line : List.of(
                    "To: ann@example.org",
                    "Auto-Submitted: auto-replied",
                    "Original-Envelope-Id: env-1",
                    "Reporting-MTA: dns; mail.example.org",
                    "Original-Recipient: rfc822; orig@a.example",
                    "Final-Recipient: rfc822; bob@a.example",
                    "Action: failed",
                    "Status: 5.7.1",
                    "Remote-MTA: dns; mx.a.example",
                    "Diagnostic-Code: smtp; 554 5.7.1 not so",
                    "Subject: hello")) assertTrue(notice.contains("\r\n" + line + "\r\n"), line + " in\n" + notice);
            assertTrue(notice.contains("\r\nbody\r\n"), "the whole message goes back");
        }
    }

    @Test
    @DisplayName("S-Q2 a 4xx or a lost reply is tried again, later each time, until it goes back once")
    void s_Q2_transientUntilItExpires() {
        for (var answer : List.of(
                Answer.refused(451, "4.3.0", Outcome.Phase.RCPT),
                Answer.refused(421, "4.3.2", Outcome.Phase.GREETING),
                Answer.DEAD,
                new Answer(Outcome.Result.UNKNOWN, Outcome.Phase.END, 0, "4.4.2", "lost behind the dot"))) {
            var one = new QueueWorkshop();
            one.server = mail -> answer;
            one.send(MAIL, to("bob", "a.example"));
            one.pass(Duration.ofHours(7));
            int early = one.carried.size();
            assertTrue(early >= 5 && early <= 12, early + " attempts in seven hours");
            assertEquals(1, one.inbox().size(), "it is late, and that is said once");
            assertTrue(one.inbox().get(0).contains("\r\nAction: delayed\r\n"));
            assertTrue(one.inbox().get(0).contains("\r\nWill-Retry-Until: Sat, 28 Nov 2026 12:00:00 +0000\r\n"));
            assertFalse(one.inbox().get(0).contains("\r\nbody\r\n"), "of a late message only the header");
            one.pass(Duration.ofDays(6));
            assertEquals(List.of(), one.waiting());
            assertEquals(2, one.inbox().size());
            assertTrue(
                    one.inbox().get(1).contains("\r\nAction: failed\r\nStatus: 4.4.7\r\n"),
                    one.inbox().get(1));
            int attempts = one.carried.size();
            one.pass(Duration.ofDays(1));
            assertEquals(attempts, one.carried.size());
        }
    }

    @Test
    @DisplayName("S-Q2 of several recipients only those without an answer are tried again")
    void s_Q2_eachRecipientForItself() {
        shop.server =
                mail -> mail.recipients().size() == 1 ? Answer.TAKEN : Answer.refused(452, "4.2.2", Outcome.Phase.RCPT);
        shop.send(MAIL, to("bob", "a.example"), to("dan", "a.example"));
        assertEquals(List.of("a.example 2 1"), shop.waiting());
        shop.server = mail -> Answer.TAKEN;
        shop.pass(Duration.ofMinutes(10));
        assertEquals(List.of(), shop.waiting());
    }

    @Test
    @DisplayName("S-Q1 an entry is in one hand: another queue on the same store does not touch what is under way")
    void s_Q1_oneOwner() {
        shop.gates.add(new CompletableFuture<>());
        shop.send(MAIL, to("bob", "a.example"));
        assertEquals(1, shop.carried.size());
        shop.restart();
        shop.pass(Duration.ofHours(1));
        assertEquals(1, shop.carried.size());
        assertEquals(List.of("a.example 1 0"), shop.waiting());
    }

    @Test
    void survivesTheProcessWithItsHistory() {
        shop.server = mail -> Answer.DEAD;
        shop.send(MAIL, to("bob", "a.example"));
        shop.pass(Duration.ofMinutes(20));
        var before = shop.waiting();
        shop.server = mail -> Answer.TAKEN;
        int carried = shop.carried.size();
        shop.restart();
        assertEquals(before, shop.waiting());
        assertEquals(carried, shop.carried.size(), "not before it is due");
        shop.pass(Duration.ofHours(1));
        assertEquals(List.of(), shop.waiting());
        assertEquals(carried + 1, shop.carried.size());
    }

    @Test
    @DisplayName("S-Q3 10,000 messages to a dead host: few connections, and others are not delayed")
    void s_Q3_deadHost() {
        shop.server = mail ->
                mail.recipients().get(0).path().mailbox().domain().equals("a.example") ? Answer.DEAD : Answer.TAKEN;
        for (int i = 0; i < 10_000; i++) shop.send(MAIL, to("bob", "a.example"));
        assertEquals(1, shop.opened, "it is not asked again for each of them");
        shop.send(MAIL, to("eve", "b.example"));
        assertEquals(2, shop.carried.size());
        shop.pass(Duration.ofHours(2));
        assertTrue(shop.opened < 30, shop.opened + " connections in two hours");
        shop.server = mail -> Answer.TAKEN;
        shop.pass(Duration.ofHours(2));
        assertEquals(0, shop.waiting().size(), "and all go when it is back");
    }

    @Test
    @DisplayName("S-Q3 no more connections to one destination than are allowed, and none is left open")
    void s_Q3_concurrency() {
        var gate = new CompletableFuture<Void>();
        for (int i = 0; i < 50; i++) shop.gates.add(gate);
        for (int i = 0; i < 40; i++) shop.send(MAIL, to("bob", "a.example"));
        assertEquals(10, shop.opened);
        shop.send(MAIL, to("eve", "b.example"));
        assertEquals(11, shop.opened);
        gate.complete(null);
        shop.run();
        assertEquals(41, shop.carried.size());
        assertEquals(11, shop.opened, "connections are used again");
        shop.pass(Duration.ofMinutes(1));
        assertEquals(11, shop.closed);
    }

    @Test
    @DisplayName("S-Q5 a message from nobody is never answered, and NOTIFY=NEVER is kept")
    void s_Q5_nullSender() {
        shop.server = mail -> Answer.refused(550, "5.1.1", Outcome.Phase.RCPT);
        shop.send(ReversePath.NULL, Optional.empty(), MAIL, to("bob", "a.example"));
        shop.send(MAIL, to("bob", "a.example", "NEVER"));
        shop.send(MAIL, to("bob", "a.example", "SUCCESS", "DELAY"));
        assertEquals(List.of(), shop.waiting());
        assertEquals(List.of(), shop.inbox());
        shop.send(MAIL, to("bob", "a.example", "FAILURE"));
        assertEquals(1, shop.inbox().size());
    }

    @Test
    @DisplayName("S-Q5 a notice to a sender elsewhere is not answered either, and no sender gets more than so many")
    void s_Q5_bounceOfABounceAndStorm() {
        shop.server = mail -> Answer.refused(550, "5.1.1", Outcome.Phase.RCPT);
        var elsewhere = new ReversePath(Optional.of(new Mailbox("eve", "b.example")));
        shop.send(elsewhere, Optional.empty(), MAIL, to("bob", "a.example"));
        assertEquals(2, shop.carried.size());
        assertTrue(shop.carried.get(1).from().isNull());
        assertEquals(
                "eve@b.example",
                shop.carried.get(1).recipients().get(0).path().mailbox().toString());
        assertEquals(List.of(), shop.waiting());
        for (int i = 0; i < 300; i++) shop.send(MAIL, to("bob", "a.example"));
        assertEquals(QueueSettings.DEFAULT.notices(), shop.inbox().size());
    }

    @Test
    void retSaysHowMuchGoesBack() {
        shop.server = mail -> Answer.refused(550, "5.1.1", Outcome.Phase.RCPT);
        var ann = new ReversePath(Optional.of(new Mailbox("ann", "example.org")));
        shop.send(ann, Optional.of("HDRS"), MAIL, to("bob", "a.example"));
        shop.send(MAIL + "x".repeat(2 << 20), to("bob", "a.example"));
        for (var notice : shop.inbox()) {
            assertTrue(notice.contains("\r\nContent-Type: text/rfc822-headers\r\n"));
            assertFalse(notice.contains("\r\nbody\r\n"));
        }
    }

    @Test
    @DisplayName(
            "S-Q9 the clock jumps while mail waits: nothing is tried at once or never, nothing expires that is not old")
    void s_Q9_clockJumps() {
        shop.server = mail -> Answer.DEAD;
        shop.send(MAIL, to("bob", "a.example"));
        shop.pass(Duration.ofMinutes(1));
        int before = shop.carried.size();
        shop.wall = shop.wall.plus(Duration.ofDays(2));
        shop.queue.tick();
        shop.run();
        assertEquals(before, shop.carried.size(), "waiting goes by another clock");
        assertEquals(1, shop.waiting().size());
        shop.wall = shop.wall.minus(Duration.ofDays(30));
        shop.restart();
        shop.pass(Duration.ofHours(6));
        assertTrue(shop.carried.size() > before, "a date in the future is not waited for");
        assertEquals(1, shop.waiting().size());
    }

    @Test
    @DisplayName(
            "RFC 3461, 5.2: success is told by the next server if it can, else by us as relayed; and never unasked")
    void relayed() {
        shop.send(MAIL, to("bob", "a.example"));
        assertEquals(List.of(), shop.inbox());
        shop.send(MAIL, to("bob", "a.example", "SUCCESS"));
        assertEquals(1, shop.inbox().size());
        assertTrue(
                shop.inbox().get(0).contains("\r\nAction: relayed\r\nStatus: 2.0.0\r\n"),
                shop.inbox().get(0));
        assertTrue(shop.inbox().get(0).contains("\r\nSubject: Your mail was delivered\r\n"));
        shop.notifies = true;
        shop.send(MAIL, to("bob", "a.example", "SUCCESS"));
        assertEquals(1, shop.inbox().size());
    }

    @Test
    @DisplayName(
            "S-Q1 killed between the 250 of the other server and our mark: sent once more, the same message; never lost")
    void s_Q1_killed(@TempDir Path folder) throws Exception {
        var first = folder.resolve("first");
        var killed = folder.resolve("killed");
        var after = folder.resolve("after");
        var living = new QueueWorkshop(QueueSettings.DEFAULT, disk(first));
        living.server = mail -> {
            copy(first, killed); // as the disk is in this moment
            return Answer.TAKEN;
        };
        living.send(MAIL, to("bob", "a.example"));
        until(living, () -> living.waiting().isEmpty());
        copy(first, after);
        var sent = QueueWorkshop.text(living.carried.get(0).content()); // a store that is closed gives none out
        living.store.close();
        var again = new QueueWorkshop(QueueSettings.DEFAULT, disk(killed));
        until(again, () -> again.waiting().isEmpty());
        assertEquals(1, again.carried.size());
        assertEquals(sent, QueueWorkshop.text(again.carried.get(0).content()));
        assertEquals(living.carried.get(0).id(), again.carried.get(0).id());
        again.store.close();
        var marked = new QueueWorkshop(QueueSettings.DEFAULT, disk(after));
        marked.pass(Duration.ofHours(1));
        assertEquals(0, marked.carried.size(), "not once it is marked");
        marked.store.close();
    }

    private static MailStore disk(Path folder) {
        return DiskStore.open(folder, StoreSettings.DEFAULTS, DiskSettings.with(new Random(1)), Clock.systemUTC());
    }

    /** The store commits on a thread of its own. */
    private static void until(QueueWorkshop shop, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within a minute");
            shop.run();
            Thread.onSpinWait();
        }
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (var file : files.filter(f -> !f.endsWith("owner")).toList())
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("S-Q3 100,000 messages wait, outlive a restart and go, with few octets of heap each")
    void s_Q3_aHundredThousand() {
        shop.server = mail -> Answer.DEAD;
        var domains = List.of("a.example", "b.example", "c.example");
        for (int i = 0; i < 100_000; i++) shop.send(MAIL, to("bob", domains.get(i % 3)));
        assertEquals(100_000, shop.store.queue().entries().size());
        shop.restart();
        shop.server = mail -> Answer.TAKEN;
        shop.carried.clear();
        shop.pass(Duration.ofHours(1));
        assertEquals(100_000, shop.carried.size());
        assertEquals(0, shop.store.queue().entries().size());
        assertEquals(0, shop.queue.known(), "nothing is remembered of what went");
    }

    @Test
    void anEntryIsReadAsItWasWritten() {
        var random = ThreadLocalRandom.current();
        var seen = new HashSet<QueuedMail>();
        shop.server = mail -> Answer.DEAD;
        for (int i = 0; i < 20; i++)
            shop.send(
                    random.nextBoolean()
                            ? ReversePath.NULL
                            : new ReversePath(Optional.of(new Mailbox("ä\"x y", "b.example"))),
                    random.nextBoolean() ? Optional.of("FULL") : Optional.empty(),
                    MAIL,
                    to("b ob" + i, "a.example", random.nextBoolean() ? "NEVER" : "DELAY"),
                    to("dan", "a.example"));
        for (var entry : shop.store.queue().entries()) {
            var mail = QueuedMailFormat.read(entry.state());
            assertEquals(mail, QueuedMailFormat.read(QueuedMailFormat.write(mail)));
            seen.add(mail);
        }
        assertEquals(20, seen.size());
    }
}
