package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.server.route.DnsAnswer.Status;
import org.letterlock.server.rule.IpNetwork;

/** Questions to a real name server, over real sockets. */
class ValidatingDnsTest {
    private static final String ZONE = """
            @            IN MX   10 mx
            @            IN MX   20 MX.Other.plain.
            mx      3000 IN A    198.51.100.1
            mx           IN AAAA 2001:db8::1
            alias        IN CNAME mx
            _25._tcp.mx  IN TLSA 3 1 1 0000000000000000000000000000000000000000000000000000000000000000
            text         IN TXT  "v=STSv1; " "id=1;"
            null         IN MX   0 .
            loop         IN CNAME loop2
            loop2        IN CNAME loop
            xn--bcher-kva IN MX  5 mx
            """;

    private final ZoneServer server = new ZoneServer();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        server.close();
    }

    private Dns dns(boolean validating) {
        var settings = new ValidatingDns.Settings(
                List.of(server.address()),
                Duration.ofMillis(validating ? 5000 : 1000),
                validating ? Optional.of(server.anchors()) : Optional.empty());
        return ValidatingDns.of(settings, Clock.systemUTC(), nanos::get, ForkJoinPool.commonPool());
    }

    private static <T> DnsAnswer<T> get(CompletionStage<DnsAnswer<T>> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void eachTypeAsDeliveryWantsIt() {
        server.zone("a.plain", ZONE).zone("100.51.198.in-addr.arpa", "1 IN PTR mx.a.plain.");
        var dns = dns(false);
        var mx = get(dns.mx("A.plain"));
        assertEquals(
                List.of(new Dns.Mx(10, "mx.a.plain"), new Dns.Mx(20, "mx.other.plain")),
                mx.records().stream()
                        .sorted((x, y) -> x.preference() - y.preference())
                        .toList());
        assertFalse(mx.secure());
        assertEquals(
                List.of(IpNetwork.address("2001:db8::1"), IpNetwork.address("198.51.100.1")),
                get(dns.addresses("mx.a.plain")).records());
        assertEquals(
                Optional.of("mx.a.plain"), get(dns.addresses("alias.a.plain")).alias());
        assertEquals(List.of("v=STSv1; id=1;"), get(dns.txt("text.a.plain")).records());
        assertEquals(3, get(dns.tlsa("_25._tcp.mx.a.plain")).records().get(0).usage());
        assertEquals(List.of(new Dns.Mx(0, "")), get(dns.mx("null.a.plain")).records());
        assertEquals(
                List.of("mx.a.plain"),
                get(dns.ptr(IpNetwork.address("198.51.100.1"))).records());
        assertEquals(5, get(dns.mx("bücher.a.plain")).records().get(0).preference());
        assertEquals(Status.NO_DATA, get(dns.mx("mx.a.plain")).status());
        assertEquals(Status.NO_SUCH_NAME, get(dns.mx("gone.a.plain")).status());
        assertEquals(Status.NO_SUCH_NAME, get(dns.mx("a..plain")).status());
    }

    @Test
    void answersAreRememberedForTheirTime() {
        server.zone("a.plain", ZONE);
        var dns = dns(false);
        for (int i = 0; i < 3; i++) {
            get(dns.mx("a.plain"));
            get(dns.mx("gone.a.plain"));
        }
        assertEquals(2, server.asked.get());
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        get(dns.mx("a.plain"));
        assertEquals(2, server.asked.get());
        get(dns.mx("gone.a.plain"));
        assertEquals(3, server.asked.get(), "what is not there is forgotten first: RFC 2308");
        nanos.addAndGet(Duration.ofSeconds(300).toNanos());
        get(dns.mx("a.plain"));
        assertEquals(4, server.asked.get());
    }

    @Test
    @DisplayName("S-Q8 what does not fit into UDP comes over TCP, and no more than 100 records of it count")
    void s_Q8_hugeAnswer() {
        var many = IntStream.range(0, 500)
                .mapToObj(i -> "@ IN MX " + i + " mail-exchanger-number-" + i + ".with-a-long-name.plain.")
                .collect(Collectors.joining("\n"));
        server.zone("a.plain", many);
        var answer = get(dns(false).mx("a.plain"));
        assertTrue(server.askedByTcp.get() > 0);
        assertEquals(100, answer.records().size());
    }

    @Test
    @DisplayName("S-Q8 SERVFAIL, silence and CNAMEs in a circle are failures that may pass")
    void s_Q8_failures() {
        server.zone("a.plain", ZONE).zone("b.plain", ZONE).failing("a.plain").silent("b.plain");
        var dns = dns(false);
        assertTrue(get(dns.mx("a.plain")).failed());
        assertTrue(get(dns.mx("b.plain")).failed());
        server.zone("c.plain", ZONE);
        assertTrue(get(dns.mx("loop.c.plain")).failed());
    }

    @Test
    void whatIsSignedIsSecureAndWhatIsNotIsNot() {
        server.signed("a.signed", ZONE, Instant.now().plus(Duration.ofDays(5))).zone("b.plain", ZONE);
        var dns = dns(true);
        var mx = get(dns.mx("a.signed"));
        assertEquals(Status.FOUND, mx.status(), mx.why());
        assertTrue(mx.secure());
        assertTrue(get(dns.addresses("mx.a.signed")).secure());
        assertTrue(get(dns.addresses("alias.a.signed")).secure());
        assertTrue(get(dns.tlsa("_25._tcp.mx.a.signed")).secure());
        var none = get(dns.tlsa("_25._tcp.text.a.signed"));
        assertEquals(Status.NO_SUCH_NAME, none.status(), none.why());
        assertEquals(Status.NO_DATA, get(dns.mx("text.a.signed")).status());
        var plain = get(dns.mx("b.plain"));
        assertEquals(Status.FOUND, plain.status(), plain.why());
        assertFalse(plain.secure());
    }

    @Test
    @DisplayName("S-Q8 a forged answer of a signed zone is none")
    void s_Q8_forged() {
        server.signed("a.signed", ZONE, Instant.now().plus(Duration.ofDays(5)));
        server.signed("old.signed", ZONE, Instant.now().minus(Duration.ofDays(1)));
        server.forge("mx.a.signed. 300 IN A 203.0.113.66");
        server.forge("_25._tcp.mx.a.signed. 300 IN TLSA 3 1 1 11");
        var dns = dns(true);
        assertTrue(get(dns.tlsa("_25._tcp.mx.a.signed")).failed());
        assertTrue(get(dns.mx("a.signed")).secure());
        var forged = get(dns.addresses("mx.a.signed"));
        assertFalse(
                forged.records().contains(IpNetwork.address("203.0.113.66")), "the forged set is not believed at all");
        assertTrue(get(dns.mx("old.signed")).failed(), "its signatures are out of their time");
    }
}
