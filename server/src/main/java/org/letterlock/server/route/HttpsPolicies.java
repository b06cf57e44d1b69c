package org.letterlock.server.route;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the texts of policies over HTTPS: no redirect, no other type than text, no more than 64 KiB, within a minute. RFC 8461,
 * 3.3.
 */
public final class HttpsPolicies implements Function<String, CompletionStage<byte[]>> {
    private static final int MAX_SIZE = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient client;
    private final Function<String, URI> where;

    private HttpsPolicies(HttpClient client, Function<String, URI> where) {
        this.client = client;
        this.where = where;
    }

    /** @param authorities whose certificates are believed */
    public static HttpsPolicies believing(Collection<X509Certificate> authorities, Executor threads) {
        return of(authorities, threads, domain -> URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt"));
    }

    /** @param where the policy of a domain is */
    static HttpsPolicies of(Collection<X509Certificate> authorities, Executor threads, Function<String, URI> where) {
        return new HttpsPolicies(
                HttpClient.newBuilder()
                        .sslContext(tls(authorities))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofSeconds(20))
                        .executor(threads)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                where);
    }

    private static SSLContext tls(Collection<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (var authority : authorities) store.setCertificateEntry("authority-" + number++, authority);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** The text for {@code domain}; fails with an {@link IOException} that says why there is none. */
    @Override
    public CompletionStage<byte[]> apply(String domain) {
        try {
            var request = HttpRequest.newBuilder(where.apply(domain))
                    .timeout(PATIENCE)
                    .header("Accept", "text/plain")
                    .build();
            return client.sendAsync(request, HttpsPolicies::body).thenApply(response -> response.body());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(new IOException(domain + " is no host name", e));
        }
    }

    private static HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo response) {
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() != 200) return new Bounded(Optional.of("HTTP status " + response.statusCode()));
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("text/plain"))
            return new Bounded(Optional.of("not of type text/plain"));
        return new Bounded(Optional.empty());
    }

    /** Takes so much and no more. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final Optional<String> refused;
        private Flow.@Nullable Subscription subscription;

        Bounded(Optional<String> refused) {
            this.refused = refused;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (refused.isPresent()) fail(refused.get());
            else given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (var piece : pieces) {
                if (whole.isDone()) return;
                if (octets.size() + piece.remaining() > MAX_SIZE) {
                    fail("larger than 64 KiB");
                    return;
                }
                var copy = new byte[piece.remaining()];
                piece.get(copy);
                octets.writeBytes(copy);
            }
        }

        private void fail(String why) {
            whole.completeExceptionally(new IOException(why));
            var from = subscription;
            if (from != null) from.cancel();
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(octets.toByteArray());
        }
    }
}
