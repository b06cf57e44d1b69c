package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.server.keep.OwnersFolder;

/** RFC 8461, 3.3 and 5: when a policy is fetched, and how long it holds. */
class KnownPoliciesTest {
    private static final String ENFORCE = "version: STSv1\nmode: enforce\nmx: mx.a.example\nmax_age: 604800\n";

    @TempDir
    Path folder;

    private StubDns dns = new StubDns().txt("_mta-sts.a.example", "v=STSv1; id=1");
    private Optional<String> published = Optional.of(ENFORCE);
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private int fetched;
    private KnownPolicies policies = fresh();

    private KnownPolicies fresh() {
        var clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new KnownPolicies(
                dns, this::fetch, Optional.ofNullable(folder).map(KnownPoliciesTest::open), Runnable::run, clock);
    }

    private static OwnersFolder open(Path folder) {
        try {
            return OwnersFolder.open(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CompletionStage<byte[]> fetch(String domain) {
        fetched++;
        return published
                .map(p -> CompletableFuture.completedStage(p.getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> CompletableFuture.failedStage(new IOException("404")));
    }

    private Optional<StsPolicy> policy() {
        return policies.of("a.example").toCompletableFuture().join().policy();
    }

    private void announced(String... records) {
        dns = new StubDns();
        for (var record : records) dns.txt("_mta-sts.a.example", record);
        policies.write();
        policies = fresh();
    }

    @Test
    void isFetchedOnceForEachId() throws IOException {
        policies = fresh();
        assertTrue(policy().orElseThrow().enforced());
        assertTrue(policy().orElseThrow().enforced());
        assertEquals(1, fetched);
        announced("v=STSv1; id=2;");
        assertTrue(policy().orElseThrow().enforced());
        assertEquals(2, fetched);
        policies.write();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("mta-sts"))));
    }

    @Test
    void holdsForItsTimeThoughEverythingIsGone() {
        policies = fresh();
        assertTrue(policy().isPresent());
        published = Optional.empty();
        announced();
        assertTrue(policy().isPresent(), "an attacker who hides the record gains nothing");
        announced("v=STSv1; id=9");
        assertTrue(policy().isPresent(), "nor one who hides the policy");
        now = now.plus(Duration.ofDays(8));
        assertEquals(Optional.empty(), policy());
    }

    @Test
    void aCrashForgetsNoPolicy() {
        policies = fresh();
        assertTrue(policy().isPresent());
        published = Optional.empty();
        dns = new StubDns();
        policies = fresh(); // nobody has closed the one before
        assertTrue(policy().isPresent());
    }

    @Test
    @DisplayName("RFC 8460, 4.3.2.2: why there is none")
    void whyThereIsNone() {
        policies = fresh();
        published = Optional.empty();
        assertEquals(Optional.of("sts-policy-fetch-error"), failure());
        published = Optional.of("version: STSv2");
        now = now.plus(Duration.ofMinutes(6));
        assertEquals(Optional.of("sts-policy-invalid"), failure());
        assertEquals(Optional.of("sts-policy-invalid"), failure(), "also while it is not asked for again");
        announced();
        assertEquals(Optional.empty(), failure(), "nothing is announced, so nothing fails");
    }

    private Optional<String> failure() {
        return policies.of("a.example").toCompletableFuture().join().failure();
    }

    @Test
    void whatFailedIsNotAskedForAgainAtOnce() {
        policies = fresh();
        published = Optional.empty();
        for (int i = 0; i < 5; i++) assertEquals(Optional.empty(), policy());
        assertEquals(1, fetched);
        now = now.plus(Duration.ofMinutes(6));
        published = Optional.of(ENFORCE);
        assertTrue(policy().isPresent());
    }

    @Test
    void isRefreshedDaily() {
        policies = fresh();
        assertTrue(policy().orElseThrow().enforced());
        policies.refresh();
        assertEquals(1, fetched);
        now = now.plus(Duration.ofHours(25));
        published = Optional.of(ENFORCE.replace("enforce", "testing"));
        policies.refresh();
        assertEquals(2, fetched);
        assertEquals(StsPolicy.Mode.TESTING, policy().orElseThrow().mode());
    }

    @Test
    void twoRecordsAreNoneAndModeNoneIsNoPolicy() {
        policies = fresh();
        announced("v=STSv1; id=1", "v=STSv1; id=2");
        assertEquals(Optional.empty(), policy());
        announced("v=STSv1; id=3");
        published = Optional.of("version: STSv1\nmode: none\nmax_age: 86400\n");
        assertEquals(Optional.empty(), policy());
        assertEquals(1, fetched);
    }
}
