package org.letterlock.server.route;

import java.net.IDN;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.letterlock.server.web.HttpsAnswer;
import org.letterlock.server.web.HttpsClient;
import org.letterlock.server.web.HttpsProblem;

/**
 * Fetches the texts of policies over HTTPS from the host {@code mta-sts} of a domain: no redirect, no other type than text, no more
 * than 64 KiB, within a minute. Fails with {@link PolicyUnavailable}. RFC 8461, 3.3.
 */
public final class HttpsPolicies implements Function<String, CompletionStage<byte[]>> {
    private static final int MAX_SIZE = 64 * 1024;

    private final HttpsClient web;

    public HttpsPolicies(HttpsClient web) {
        this.web = web;
    }

    /** The text for {@code domain}. */
    @Override
    public CompletionStage<byte[]> apply(String domain) {
        URI from;
        try {
            from = URI.create("https://mta-sts." + IDN.toASCII(domain) + "/.well-known/mta-sts.txt");
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(
                    new PolicyUnavailable("sts-policy-fetch-error", domain + " is no host name"));
        }
        return web.get(from, "text/plain", MAX_SIZE).handle(HttpsPolicies::text);
    }

    private static byte[] text(HttpsAnswer answer, Throwable failure) {
        if (failure != null) {
            var cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            boolean webPki = cause instanceof HttpsProblem problem && problem.notVerified();
            throw unavailable(
                    webPki ? "sts-webpki-invalid" : "sts-policy-fetch-error", String.valueOf(cause.getMessage()));
        }
        if (answer.status() != 200) throw unavailable("sts-policy-fetch-error", "HTTP status " + answer.status());
        if (!answer.type().equalsIgnoreCase("text/plain"))
            throw unavailable("sts-policy-invalid", "not of type text/plain");
        return answer.octets();
    }

    private static CompletionException unavailable(String resultType, String why) {
        return new CompletionException(new PolicyUnavailable(resultType, why));
    }
}
