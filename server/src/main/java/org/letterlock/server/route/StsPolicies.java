package org.letterlock.server.route;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what a domain says of the TLS of its hosts. Each stage completes with an answer, never exceptionally. RFC 8461. */
@FunctionalInterface
public interface StsPolicies {
    /** Looks nowhere. */
    StsPolicies NONE = domain -> CompletableFuture.completedStage(Optional.empty());

    /** The policy in force, unless it is one of mode {@code none}. */
    CompletionStage<Optional<StsPolicy>> of(String domain);
}
