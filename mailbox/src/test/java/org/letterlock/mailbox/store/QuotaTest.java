package org.letterlock.mailbox.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.QuotaLimits;
import org.letterlock.mailbox.QuotaUsage;

/** What accounts and domains take up, and that no two who reserve at once get more than there is. */
class QuotaTest {
    private static final AccountId ANN = new AccountId("ann@example.test");
    private static final AccountId BOB = new AccountId("bob@example.test");
    private static final AccountId EVE = new AccountId("eve@other.test");

    private static QuotaRoots roots(QuotaLimits account, QuotaLimits domain) {
        return new QuotaRoots(new Quotas() {
            @Override
            public QuotaLimits ofAccount(AccountId id) {
                return account;
            }

            @Override
            public QuotaLimits ofDomain(String name) {
                return domain;
            }
        });
    }

    @Test
    void whatAnAccountTakesCountsInItsDomainToo() {
        var roots = roots(new QuotaLimits(3, 100), new QuotaLimits(4, 120));
        var ann = roots.of(ANN);
        var bob = roots.of(BOB);
        var eve = roots.of(EVE);
        assertTrue(ann.reserve(3, 90));
        assertFalse(ann.reserve(1, 1));
        assertEquals("the account is over its quota", ann.problem(1, 1));
        assertFalse(bob.reserve(2, 1), "messages of the domain");
        assertEquals("the domain is over its quota", bob.problem(2, 1));
        assertFalse(bob.reserve(1, 31), "octets of the domain");
        assertTrue(bob.reserve(1, 30));
        assertTrue(eve.reserve(3, 100), "another domain");
        var domain = new QuotaUsage("example.test", 4, 120, new QuotaLimits(4, 120));
        assertEquals(List.of(new QuotaUsage("bob@example.test", 1, 30, new QuotaLimits(3, 100)), domain), bob.usages());
        assertEquals(domain, ann.usages().get(1));
        ann.release(1, 20);
        assertTrue(bob.reserve(1, 20));
        assertEquals(domain, ann.usages().get(1));
    }

    @Test
    void nothingIsTakenWhenTheDomainRefuses() {
        var roots = roots(QuotaLimits.UNLIMITED, new QuotaLimits(1, 10));
        var ann = roots.of(ANN);
        assertFalse(ann.reserve(2, 1));
        assertFalse(ann.reserve(1, 11));
        assertEquals(0, ann.usages().get(0).messages());
        assertEquals(0, ann.usages().get(0).octets());
        assertTrue(ann.reserve(1, 10));
    }

    @Test
    void aLimitMayChangeAndWhatIsHereStays() {
        var limits = new AtomicReference<>(QuotaLimits.UNLIMITED);
        var quota = new Quota("ann", limits::get);
        quota.count(5, 500);
        limits.set(new QuotaLimits(4, 1000));
        assertFalse(quota.reserve(1, 1));
        assertTrue(quota.reserve(0, 0), "who takes nothing is not refused");
        quota.release(2, 100);
        assertTrue(quota.reserve(1, 600));
        assertFalse(quota.reserve(0, 1));
        assertEquals(
                new QuotaUsage("ann", 4, 1000, limits.get()), quota.usages().get(0));
    }

    @Test
    void anAccountWithoutADomainHasOnlyItsOwn() {
        var quota = roots(QuotaLimits.UNLIMITED, new QuotaLimits(0, 0)).of(new AccountId("ann"));
        assertTrue(quota.reserve(1, 1));
        assertEquals(1, quota.usages().size());
        assertEquals("", new AccountId("ann").domain());
        assertEquals("b.test", new AccountId("\"x@y\"@b.test").domain());
    }

    @Test
    void thoseWhoReserveAtOnceNeverGetMoreThanThereIs() throws InterruptedException {
        var roots = roots(new QuotaLimits(60, 5000), new QuotaLimits(100, 9000));
        var quotas = List.of(roots.of(ANN), roots.of(BOB));
        var threads = new ArrayList<Thread>();
        var start = new CountDownLatch(1);
        var taken = new long[8][2];
        var wrong = new AtomicReference<String>();
        for (int t = 0; t < taken.length; t++) {
            int number = t;
            var random = new Random(t);
            threads.add(new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                work(quotas.get(number % 2), random, taken[number], wrong);
            }));
        }
        threads.forEach(Thread::start);
        start.countDown();
        for (var thread : threads) thread.join();
        assertEquals(null, wrong.get());
        for (int account = 0; account < 2; account++) {
            long messages = 0;
            long octets = 0;
            for (int t = account; t < taken.length; t += 2) {
                messages += taken[t][0];
                octets += taken[t][1];
            }
            var usage = quotas.get(account).usages().get(0);
            assertEquals(messages, usage.messages());
            assertEquals(octets, usage.octets());
        }
        var ann = quotas.get(0).usages();
        var bob = quotas.get(1).usages();
        assertEquals(ann.get(0).messages() + bob.get(0).messages(), ann.get(1).messages());
        assertEquals(ann.get(0).octets() + bob.get(0).octets(), bob.get(1).octets());
    }

    private static void work(Quota quota, Random random, long[] taken, AtomicReference<String> wrong) {
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(3) > 0) {
                int octets = random.nextInt(200);
                if (quota.reserve(1, octets)) {
                    taken[0]++;
                    taken[1] += octets;
                }
            } else if (taken[0] > 0) {
                long octets = taken[1] / taken[0];
                quota.release(1, octets);
                taken[0]--;
                taken[1] -= octets;
            }
            for (var usage : quota.usages()) {
                var limits = usage.limits();
                if (usage.messages() > limits.messages() || usage.octets() > limits.octets() || usage.octets() < 0)
                    wrong.set(usage.toString());
            }
        }
    }
}
