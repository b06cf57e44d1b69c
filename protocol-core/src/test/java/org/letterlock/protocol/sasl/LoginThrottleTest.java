package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.VirtualTime;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.protocol.sasl.Authenticator.Verdict;
import org.letterlock.protocol.sasl.LoginThrottle.Limits;
import org.letterlock.protocol.transcript.FakeTls;

class LoginThrottleTest {
    private static final Verdict REFUSED = new Verdict.Refused();
    private static final Verdict UNAVAILABLE = new Verdict.Unavailable();
    private static final Verdict ANN = new Verdict.Granted("ann@example.test");
    private final KnownUsers users = new KnownUsers(Map.of("ann", "secret", "bob", "secret"));
    private final VirtualTime time = new VirtualTime();
    private LoginThrottle throttle = throttle(Limits.DEFAULT);

    @Test
    @DisplayName("S-A1 a refusal comes later each time, up to 15 s, whatever the protocol")
    void sA1_delaysGrow() {
        String[] protocols = {"smtp", "imap", "pop3"};
        int[] expected = {1, 2, 4, 8, 15, 15};
        for (int i = 0; i < expected.length; i++) {
            var answer = attempt("ann", "wrong", "192.0.2." + (i + 1), protocols[i % 3]);
            time.advance(Duration.ofSeconds(expected[i]).minusMillis(1));
            assertFalse(answer.isDone(), "attempt " + i);
            time.advance(Duration.ofMillis(1));
            assertEquals(REFUSED, answer.join());
        }
    }

    @Test
    @DisplayName("S-A1 hanging up and trying again does not help: the next attempt is not looked at sooner")
    void sA1_hangingUpDoesNotHelp() {
        for (int i = 0; i < 5; i++) {
            attempt("ann", "wrong", "192.0.2.1", "imap");
            time.advance(Duration.ofSeconds(15));
        }
        users.asked.clear();
        var answers = new ArrayList<CompletableFuture<Verdict>>();
        for (int i = 0; i < 100; i++) answers.add(attempt("ann", "guess" + i, "192.0.2.1", "imap"));
        time.advance(Duration.ofSeconds(15));
        assertTrue(users.asked.size() <= 2, users.asked.toString());
        time.advance(Duration.ofSeconds(30));
        assertTrue(users.asked.size() <= 2, users.asked.toString());
        assertEquals(
                98, answers.stream().filter(a -> a.join().equals(UNAVAILABLE)).count());
        assertEquals(0, time.waiting());
    }

    @Test
    @DisplayName("S-A1 guessing in parallel does not help: only a few are looked at before the first refusal")
    void sA1_inParallel() {
        for (int round = 0; round < 2; round++) { // also when an earlier failure is forgotten
            users.asked.clear();
            users.held = new CompletableFuture<>();
            var answers = new ArrayList<CompletableFuture<Verdict>>();
            for (int i = 0; i < 1000; i++) answers.add(attempt("ann", "guess" + i, "192.0.2.1", "imap"));
            assertTrue(users.asked.size() <= 4, users.asked.size() + " were looked at");
            users.held.complete(null);
            time.advance(Duration.ofMinutes(1));
            assertTrue(users.asked.size() <= 12, users.asked.size() + " were looked at");
            for (var answer : answers) assertTrue(answer.isDone());
            time.advance(Duration.ofMinutes(11));
        }
    }

    @Test
    @DisplayName("S-A1 SCRAM proofs in parallel are guesses in parallel")
    void sA1_scramInParallel() {
        var answers = new ArrayList<CompletableFuture<Verdict>>();
        for (int i = 0; i < 1000; i++) throttle.scramKeys("ann", origin("192.0.2.1", "imap"));
        users.asked.clear();
        for (int i = 0; i < 1000; i++)
            answers.add(throttle.scramFinished("ann", i == 999, origin("192.0.2.1", "imap"))
                    .toCompletableFuture());
        time.advance(Duration.ofMinutes(1));
        assertTrue(users.asked.size() <= 17, users.asked.size() + " were looked at");
        assertEquals(UNAVAILABLE, answers.get(999).getNow(null));
    }

    @Test
    @DisplayName("S-A2 many who log in at once, with the right password, all get in without delay")
    void sA2_manyAtOnce() {
        users.held = new CompletableFuture<>();
        var answers = new ArrayList<CompletableFuture<Verdict>>();
        for (int i = 0; i < 100; i++) answers.add(attempt("ann", "secret", "192.0.2.1", "imap"));
        users.held.complete(null);
        time.advance(Duration.ZERO);
        for (var answer : answers) assertEquals(ANN, answer.getNow(UNAVAILABLE));
        assertEquals(0, time.waiting());
    }

    @Test
    @DisplayName("S-A1 an attempt whose check fails is answered, at once and after a wait")
    void sA1_failingCheckIsAnswered() {
        attempt("ann", "wrong", "192.0.2.1", "imap");
        users.broken = true;
        for (int i = 0; i < 10; i++)
            assertTrue(attempt("ann", "x", "198.51.100.1", "imap").isCompletedExceptionally());
        var waiting = attempt("ann", "x", "192.0.2.1", "imap");
        var keys = throttle.scramKeys("ann", origin("192.0.2.1", "imap")).toCompletableFuture();
        time.advance(Duration.ofSeconds(15));
        assertTrue(waiting.isCompletedExceptionally());
        assertTrue(keys.isCompletedExceptionally());
        users.broken = false;
        assertEquals(ANN, attempt("ann", "secret", "198.51.100.1", "imap").getNow(UNAVAILABLE));
    }

    @Test
    @DisplayName("S-A1 SCRAM counts as well")
    void sA1_scramCounts() {
        var finished = throttle.scramFinished("ann", false, origin("192.0.2.1", "smtp"))
                .toCompletableFuture();
        assertFalse(finished.isDone());
        time.advance(Duration.ofMillis(500));
        var keys = throttle.scramKeys("ann", origin("192.0.2.1", "smtp")).toCompletableFuture();
        assertFalse(keys.isDone());
        time.advance(Duration.ofMillis(500));
        assertEquals(REFUSED, finished.join());
        assertTrue(keys.isDone());
    }

    @Test
    @DisplayName("S-A1 a SCRAM attempt behind too many others is put off, not refused")
    void sA1_scramPutOff() {
        for (int i = 0; i < 6; i++) {
            attempt("ann", "wrong", "192.0.2.1", "imap");
            time.advance(Duration.ofSeconds(15));
        }
        for (int i = 0; i < 3; i++) attempt("ann", "wrong", "192.0.2.1", "imap");
        var exchange = new SaslServer(throttle, new SecureRandom())
                .over(FakeTls.facts(), origin("192.0.2.1", "imap"))
                .begin("SCRAM-SHA-256")
                .orElseThrow();
        var step = exchange.begin(new ScramClient().first()).toCompletableFuture();
        time.advance(Duration.ofSeconds(15));
        assertEquals(new SaslExchange.Step.Failed(false, true), step.getNow(null));
    }

    @Test
    @DisplayName("S-A2 the owner gets in at once from another network")
    void sA2_ownerFromElsewhere() {
        for (int i = 0; i < 20; i++) attempt("ann", "wrong", "192.0.2.1", "imap");
        for (int i = 0; i < 20; i++) attempt("ann", "wrong", "2001:db8::" + i, "imap");
        assertEquals(ANN, attempt("ann", "secret", "198.51.100.7", "imap").getNow(UNAVAILABLE));
        assertEquals(ANN, attempt("ann", "secret", "2001:db8:0:1::1", "imap").getNow(UNAVAILABLE));
        assertFalse(attempt("ann", "secret", "2001:db8::ffff", "imap").isDone(), "one /64");
        assertFalse(attempt("ann", "secret", "192.0.2.255", "imap").isDone(), "one /24");
    }

    @Test
    @DisplayName("S-A2 who has logged in from a network before is not held up by its guessers")
    void sA2_regulars() {
        assertEquals(ANN, attempt("ann", "secret", "192.0.2.1", "imap").join());
        for (int i = 0; i < 20; i++) attempt("bob", "wrong", "192.0.2.1", "imap");
        assertEquals(ANN, attempt("ann", "secret", "192.0.2.1", "imap").getNow(UNAVAILABLE));
        assertFalse(attempt("bob", "secret", "192.0.2.1", "imap").isDone());
        attempt("ann", "wrong", "192.0.2.1", "imap");
        assertFalse(attempt("ann", "secret", "192.0.2.1", "imap").isDone(), "but guessing at her is slowed down too");
    }

    @Test
    void aGuesserWithAnAccountOfItsOwnGainsNothing() {
        for (int i = 0; i < 6; i++) {
            attempt("ann", "wrong", "192.0.2.1", "imap");
            time.advance(Duration.ofSeconds(15));
            attempt("bob", "secret", "192.0.2.1", "imap");
        }
        var answer = attempt("ann", "wrong", "192.0.2.1", "imap");
        time.advance(Duration.ofSeconds(14));
        assertFalse(answer.isDone());
    }

    @Test
    void allIsForgottenAfterAWhile() {
        for (int i = 0; i < 5; i++) attempt("ann", "wrong", "192.0.2.1", "imap");
        time.advance(Duration.ofMinutes(11));
        assertEquals(ANN, attempt("ann", "secret", "192.0.2.1", "imap").getNow(UNAVAILABLE));
        attempt("bob", "wrong", "192.0.2.1", "imap");
        time.advance(Duration.ofSeconds(1));
        assertEquals(0, time.waiting());
    }

    @Test
    void whatCannotBeAnsweredNowIsNobodysFault() {
        users.unavailable = true;
        assertEquals(UNAVAILABLE, attempt("ann", "wrong", "192.0.2.1", "imap").join());
        users.unavailable = false;
        assertEquals(ANN, attempt("ann", "secret", "192.0.2.1", "imap").getNow(UNAVAILABLE));
    }

    @Test
    void thisMachineMayBeExempt() {
        throttle = throttle(Limits.DEFAULT.withLoopback(false));
        for (int i = 0; i < 20; i++)
            assertEquals(REFUSED, attempt("ann", "wrong", "127.0.0.1", "imap").getNow(UNAVAILABLE));
        assertFalse(attempt("ann", "wrong", "192.0.2.1", "imap").isDone());
        throttle = throttle(Limits.DEFAULT);
        assertFalse(attempt("ann", "wrong", "127.0.0.1", "imap").isDone());
    }

    @Test
    @DisplayName("S-T12 no more networks are remembered than the limit says")
    void sT12_bounded() {
        throttle = throttle(new Limits(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(10), 2, true));
        attempt("ann", "wrong", "192.0.2.1", "imap");
        attempt("ann", "wrong", "192.0.3.1", "imap");
        attempt("ann", "wrong", "192.0.4.1", "imap");
        assertTrue(attempt("ann", "secret", "192.0.2.1", "imap").isDone(), "the first is forgotten");
        assertFalse(attempt("ann", "secret", "192.0.4.1", "imap").isDone());
    }

    private LoginThrottle throttle(Limits limits) {
        return new LoginThrottle(users, limits, time::nanoTime, time::run);
    }

    private CompletableFuture<Verdict> attempt(String user, String password, String address, String protocol) {
        return throttle.verifyPassword(user, password.getBytes(UTF_8), origin(address, protocol))
                .toCompletableFuture();
    }

    private static Origin origin(String address, String protocol) {
        try {
            return new Origin(InetAddress.getByName(address), protocol, true);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
