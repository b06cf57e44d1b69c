package org.letterlock;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsIdentity;

class LateIdentityTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private final TlsIdentity identity;

    LateIdentityTest() throws Exception {
        identity = CertificateAuthority.create("test", new SecureRandom(), Instant.now(), Duration.ofDays(1))
                .issue(KeyType.EC, Set.of("localhost"));
    }

    @Test
    @DisplayName("S-C11 a slow key is not made on the thread that asks for it")
    void s_C11_notOnTheThreadThatAsks() throws Exception {
        var go = new CountDownLatch(1);
        try (var late = new LateIdentity(
                () -> {
                    go.await();
                    return identity;
                },
                NEVER)) {
            late.start();
            assertFalse(late.get().isDone());
            go.countDown();
            assertSame(identity, late.get().get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("S-C11 a server that runs for a while has its slow key before anybody asks")
    void s_C11_madeUnasked() throws Exception {
        var asked = new CountDownLatch(1);
        try (var late = new LateIdentity(
                () -> {
                    asked.countDown();
                    return identity;
                },
                Duration.ZERO)) {
            late.start();
            assertTrue(asked.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatNobodyWantedIsNotMadeAtTheEnd() throws Exception {
        var asked = new CountDownLatch(1);
        var late = new LateIdentity(
                () -> {
                    asked.countDown();
                    return identity;
                },
                NEVER);
        late.start();
        late.close();
        assertTrue(late.get().isCancelled());
        assertTrue(asked.getCount() == 1);
    }
}
