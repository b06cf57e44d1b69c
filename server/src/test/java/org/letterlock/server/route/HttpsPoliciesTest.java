package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;

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
        var chain = authority.issue(keys, List.of("localhost")).chain();
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

    private String fetch(String host, List<X509Certificate> believed) {
        var policies = HttpsPolicies.of(
                believed,
                ForkJoinPool.commonPool(),
                domain -> URI.create(
                        "https://" + host + ":" + server.getAddress().getPort() + "/.well-known/mta-sts.txt"));
        return new String(
                policies.apply("a.example")
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join(),
                StandardCharsets.UTF_8);
    }

    private String refused() {
        var e = assertThrows(CompletionException.class, () -> fetch("localhost", List.of(authority.certificate())));
        return String.valueOf(e.getCause().getMessage());
    }

    @Test
    void fetchesAPlainText() {
        assertEquals(text, fetch("localhost", List.of(authority.certificate())));
    }

    @Test
    void followsNothingAndTakesNothingElse() {
        status = 301;
        assertTrue(refused().contains("HTTP status 301"), refused());
        status = 200;
        type = "text/html";
        assertTrue(refused().contains("text/plain"), refused());
        type = "text/plain";
        text = "x".repeat(70_000);
        assertTrue(refused().contains("64 KiB"), refused());
    }

    @Test
    void believesOnlyItsAuthoritiesAndTheRightName() {
        assertThrows(CompletionException.class, () -> fetch("localhost", List.of()));
        assertThrows(CompletionException.class, () -> fetch("127.0.0.1", List.of(authority.certificate())));
        assertThrows(
                CompletionException.class,
                () -> fetch("localhost", List.of(authority().certificate())));
    }

    @Test
    void aNameThatIsNoneIsAFailure() {
        var policies = HttpsPolicies.believing(List.of(), ForkJoinPool.commonPool());
        var e = assertThrows(
                CompletionException.class,
                () -> policies.apply("a b").toCompletableFuture().join());
        assertTrue(e.getCause() instanceof IOException);
    }
}
