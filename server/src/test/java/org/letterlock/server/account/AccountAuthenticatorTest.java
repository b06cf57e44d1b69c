package org.letterlock.server.account;

import static org.junit.jupiter.api.Assertions.*;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.sasl.Authenticator;
import org.letterlock.protocol.sasl.Authenticator.Origin;
import org.letterlock.protocol.sasl.Authenticator.Verdict;

class AccountAuthenticatorTest {
    private final HashingPool pool = new HashingPool(1, 3, 2, Thread::new);
    private final Origin here = new Origin(InetAddress.getLoopbackAddress(), "imap", true);

    @AfterEach
    void end() throws InterruptedException {
        pool.close();
        assertTrue(pool.awaitEnd(Duration.ofSeconds(20)));
    }

    @Test
    void logInWithOrWithoutDomainInAnyCase() {
        var authenticator = over(new Account("User1", new ClearPassword("secret")));
        for (var name : List.of("user1", "USER1", "user1@example.test", "User1@Example.TEST")) {
            assertEquals(
                    new Verdict.Granted("user1@example.test"),
                    now(authenticator.verifyPassword(name, utf8("secret"), here)),
                    name);
        }
        for (var name :
                List.of("user", "user1@elsewhere.test", "", "user1@", "@example.test", "user1\0", "x".repeat(9999)))
            assertEquals(new Verdict.Refused(), now(authenticator.verifyPassword(name, utf8("secret"), here)), name);
        assertEquals(new Verdict.Refused(), now(authenticator.verifyPassword("user1", utf8("Secret"), here)));
        assertEquals(new Verdict.Refused(), now(authenticator.verifyPassword("user1", utf8(""), here)));
        assertTrue(authenticator.sameAccount("user1@example.test", "USER1"));
        assertFalse(authenticator.sameAccount("user1@example.test", "user2"));
    }

    @Test
    @DisplayName("S-A4 an unknown name costs a check of the same kind as a known one")
    void s_A4_unknownNamesAreCheckedToo() throws Exception {
        var checked = new CountDownLatch(1);
        var slow = new HashingPool(
                1,
                10,
                10,
                task -> new Thread(() -> {
                    checked.countDown();
                    task.run();
                }));
        var authenticator =
                new AccountAuthenticator(() -> accounts(new Account("user1", oneWay())), slow, new SecureRandom());
        assertEquals(new Verdict.Refused(), now(authenticator.verifyPassword("nobody", utf8("secret"), here)));
        assertEquals(0, checked.getCount(), "the hashing pool was not used");
        slow.close();
        assertTrue(slow.awaitEnd(Duration.ofSeconds(20)));
    }

    @Test
    @DisplayName("S-A5 SCRAM keys of an unknown name: stable, same iterations, not provable")
    void s_A5_unknownNamesHaveStableKeys() throws Exception {
        for (var authenticator : List.of(
                over(new Account("user1", new ClearPassword("secret"))),
                over(new Account("user1", oneWay())),
                over(new Account("user1", ScramSha256.of(utf8("secret"), new SecureRandom()))))) {
            var once = now(authenticator.scramKeys("nobody", here));
            var again = now(authenticator.scramKeys("NoBody@example.test", here));
            var known = now(authenticator.scramKeys("user1", here));
            assertFalse(once.real());
            assertArrayEquals(once.salt(), again.salt());
            assertArrayEquals(once.storedKey(), again.storedKey());
            assertEquals(known.iterations(), once.iterations());
            assertEquals(known.salt().length, once.salt().length);
            assertFalse(java.util.Arrays.equals(known.salt(), once.salt()));
            assertEquals(new Verdict.Refused(), now(authenticator.scramFinished("nobody", true, here)));
            assertEquals(new Verdict.Refused(), now(authenticator.scramFinished("user1", false, here)));
            assertEquals(
                    new Verdict.Granted("user1@example.test"), now(authenticator.scramFinished("user1", true, here)));
        }
    }

    @Test
    void clearAndScramAccountsCanProveThemselves() {
        var random = new SecureRandom();
        assertTrue(now(over(new Account("a", new ClearPassword("x"))).scramKeys("a", here))
                .real());
        assertTrue(now(over(new Account("a", ScramSha256.of(utf8("x"), random))).scramKeys("a", here))
                .real());
        assertTrue(accounts(new Account("a", new ClearPassword("x"))).allHaveScram());
        assertFalse(accounts(new Account("a", oneWay())).allHaveScram());
    }

    /** Keeps the pool's only thread from now on until {@code go}. */
    private CompletionStage<Boolean> occupy(CountDownLatch go) throws Exception {
        var begun = new CountDownLatch(1);
        var done = pool.submit(InetAddress.getByName("192.0.2.9"), () -> {
                    begun.countDown();
                    return await(go);
                })
                .orElseThrow();
        assertTrue(await(begun));
        return done;
    }

    @Test
    @DisplayName("S-A12 long passwords are refused unseen, and only so many wait to be hashed")
    void s_A12_hashingIsBounded() throws Exception {
        var authenticator = over(new Account("user1", oneWay()));
        assertEquals(
                new Verdict.Refused(),
                now(authenticator.verifyPassword("user1", new byte[AccountAuthenticator.MAX_PASSWORD + 1], here)));
        var go = new CountDownLatch(1);
        var busy = occupy(go);
        var other = new Origin(InetAddress.getByName("192.0.2.1"), "imap", true);
        var answers = new ArrayList<CompletionStage<Verdict>>();
        for (int i = 0; i < 4; i++) answers.add(authenticator.verifyPassword("user1", utf8("secret"), here));
        assertEquals(new Verdict.Unavailable(), now(answers.get(3)), "one address has taken its share");
        answers.add(authenticator.verifyPassword("user1", utf8("secret"), other));
        go.countDown();
        now(busy);
        assertEquals(new Verdict.Granted("user1@example.test"), now(answers.get(0)));
        assertNotEquals(new Verdict.Refused(), now(answers.get(4)));
    }

    @Test
    @DisplayName("S-A4 S-A5 SCRAM: whoever asks first waits alike, and later nobody waits")
    void s_A5_timeTellsNothing() throws Exception {
        var names = List.of("user1", "nobody", "user2", "nobody-else");
        var all = accounts(
                new Account("user1", new ClearPassword("secret")), new Account("user2", new ClearPassword("geheim")));
        for (var first : names) {
            var authenticator = new AccountAuthenticator(() -> all, pool, new SecureRandom());
            var go = new CountDownLatch(1);
            var busy = occupy(go);
            var asked = authenticator.scramKeys(first, here);
            assertFalse(asked.toCompletableFuture().isDone(), first);
            go.countDown();
            now(busy);
            now(asked);
            var later = new CountDownLatch(1);
            var busyAgain = occupy(later);
            for (var name : names)
                assertTrue(
                        authenticator
                                .scramKeys(name, here)
                                .toCompletableFuture()
                                .isDone(),
                        first + ", " + name);
            later.countDown();
            now(busyAgain);
        }
    }

    @Test
    @DisplayName("S-A12 SCRAM while too many wait: put off, not refused; afterwards it works")
    void s_A12_scramIsPutOff() throws Exception {
        var all = accounts(new Account("user1", new ClearPassword("secret")));
        var authenticator = new AccountAuthenticator(() -> all, pool, new SecureRandom());
        var go = new CountDownLatch(1);
        var busy = occupy(go);
        var waiting = new ArrayList<CompletionStage<Boolean>>();
        for (int i = 0; i < 2; i++)
            waiting.add(pool.submit(here.remote(), () -> true).orElseThrow());
        for (var name : List.of("user1", "nobody")) {
            var asked = authenticator.scramKeys(name, here).toCompletableFuture();
            assertTrue(asked.isCompletedExceptionally(), name);
            var why = assertThrows(CompletionException.class, asked::join).getCause();
            assertInstanceOf(Authenticator.NotNow.class, why);
        }
        go.countDown();
        now(busy);
        for (var stage : waiting) now(stage);
        assertTrue(now(authenticator.scramKeys("user1", here)).real());
    }

    @Test
    @DisplayName("S-A12 addresses take turns")
    void s_A12_fairByAddress() throws Exception {
        var fair = new HashingPool(1, 10, 5, Thread::new);
        var one = InetAddress.getByName("192.0.2.1");
        var other = InetAddress.getByName("192.0.2.2");
        var go = new CountDownLatch(1);
        var order = new ArrayList<String>();
        var all = new ArrayList<Optional<CompletionStage<Boolean>>>();
        all.add(fair.submit(InetAddress.getByName("192.0.2.3"), () -> await(go)));
        for (int i = 0; i < 3; i++) all.add(fair.submit(one, () -> order.add("one")));
        all.add(fair.submit(other, () -> order.add("other")));
        go.countDown();
        for (var stage : all) now(stage.orElseThrow());
        fair.close();
        assertTrue(fair.awaitEnd(Duration.ofSeconds(20)));
        assertTrue(order.indexOf("other") <= 1, order.toString());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A cheap one-way hash of {@code secret}. */
    private static Credential oneWay() {
        try {
            return PasswordScheme.parse("{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK");
        } catch (MalformedCredential e) {
            throw new IllegalStateException(e);
        }
    }

    private Authenticator over(Account... accounts) {
        var all = accounts(accounts);
        return new AccountAuthenticator(() -> all, pool, new SecureRandom());
    }

    private static Accounts accounts(Account... accounts) {
        return Accounts.of("example.test", List.of(accounts));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private static byte[] utf8(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }
}
