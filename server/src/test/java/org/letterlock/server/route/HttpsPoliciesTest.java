package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.server.web.HttpsClient;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsTrust;

/** RFC 8461, 3.3, against a real web server. */
class HttpsPoliciesTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CertificateAuthority authority = authority();
    private HttpsServer server;
    private int status = 200;
    private String type = "text/plain; charset=utf-8";
    private String text = "version: STSv1\n";

    private static CertificateAuthority authority() {
        try {
            return CertificateAuthority.create("test", RANDOM, Instant.now(), Duration.ofDays(1));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() throws Exception {
        var keys = CertificateAuthority.newKeys(KeyType.EC, RANDOM);
        var chain = authority.issue(keys, List.of("mta-sts.a.plain")).chain();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", keys.getPrivate(), new char[0], chain.toArray(new X509Certificate[0]));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/.well-known/mta-sts.txt", exchange -> {
            var octets = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Location", "/other");
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** As a.plain has it in DNS, and nobody else: the names are not those of this machine. */
    private String fetch(String domain, List<X509Certificate> believed) {
        var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (var zone = new ZoneServer()) {
            zone.zone(
                    "plain",
                    "mta-sts.a IN A 127.0.0.1\nmta-sts.b IN A 127.0.0.1\nmta-sts.c IN A 10.0.0.1\nmta-sts.d IN TXT \"no address\"\n");
            var dns = ValidatingDns.of(
                    new ValidatingDns.Settings(List.of(zone.address()), Duration.ofSeconds(5), Optional.empty()),
                    Clock.systemUTC(),
                    System::nanoTime,
                    ForkJoinPool.commonPool());
            var own = new OwnPlace(Set.of(), Set.of(), List.of(IpNetwork.parse("127.0.0.0/8")));
            var web = new HttpsClient(
                    loops,
                    TlsClientContext.create(
                            TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT),
                            TlsTrust.anybody(),
                            List.of("http/1.1"),
                            ForkJoinPool.commonPool(),
                            RANDOM,
                            handshake -> {},
                            TlsLimits.DEFAULT),
                    () -> believed,
                    Clock.systemUTC(),
                    host -> own.reachable(dns, host),
                    server.getAddress().getPort());
            return new String(
                    new HttpsPolicies(web)
                            .apply(domain)
                            .toCompletableFuture()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join(),
                    StandardCharsets.UTF_8);
        } finally {
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }

    /** What a report calls it, and what the log does. */
    private String refused(String domain, List<X509Certificate> believed) {
        var e = assertThrows(CompletionException.class, () -> fetch(domain, believed));
        var why = assertInstanceOf(PolicyUnavailable.class, e.getCause());
        return why.resultType() + ": " + why.getMessage();
    }

    private String refused() {
        return refused("a.plain", List.of(authority.certificate()));
    }

    @Test
    void fetchesAPlainText() {
        assertEquals(text, fetch("a.plain", List.of(authority.certificate())));
    }

    @Test
    void followsNothingAndTakesNothingElse() {
        status = 301;
        assertEquals("sts-policy-fetch-error: HTTP status 301", refused());
        status = 200;
        type = "text/html";
        assertEquals("sts-policy-invalid: not of type text/plain", refused());
        type = "text/plain";
        text = "x".repeat(70_000);
        assertEquals("sts-policy-fetch-error: the answer is too large", refused());
    }

    @Test
    void believesOnlyItsAuthoritiesAndTheRightName() {
        var good = List.of(authority.certificate());
        for (var why : List.of(
                refused("a.plain", List.of()),
                refused("b.plain", good),
                refused("a.plain", List.of(authority().certificate()))))
            assertTrue(why.startsWith("sts-webpki-invalid: TLS failed: "), why);
    }

    @Test
    @DisplayName("S-Q6 names are asked of our DNS, and lead to public addresses only")
    void s_Q6_addresses() {
        var none = "sts-policy-fetch-error: mta-sts.%s has no address that may be spoken to";
        assertEquals(none.formatted("c.plain"), refused("c.plain", List.of()));
        assertEquals(none.formatted("d.plain"), refused("d.plain", List.of()));
    }

    @Test
    void aNameThatIsNoneIsAFailure() {
        assertEquals("sts-policy-fetch-error: a b is no host name", refused("a b", List.of()));
    }
}
