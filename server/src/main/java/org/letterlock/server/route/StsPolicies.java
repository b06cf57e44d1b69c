package org.letterlock.server.route;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what a domain says of the TLS of its hosts. Each stage completes with an answer, never exceptionally. RFC 8461. */
@FunctionalInterface
public interface StsPolicies {
    /** Looks nowhere. */
    StsPolicies NONE = domain -> CompletableFuture.completedStage(Finding.NOTHING);

    /** What there is for a domain. */
    CompletionStage<Finding> of(String domain);

    /**
     * What was found.
     *
     * @param policy the one in force, unless it is one of mode {@code none}
     * @param failure where a policy is announced and there is none: why, as a {@code result-type} (RFC 8460, 4.3.2.2)
     */
    record Finding(Optional<StsPolicy> policy, Optional<String> failure) {
        public static final Finding NOTHING = new Finding(Optional.empty(), Optional.empty());

        public static Finding of(StsPolicy policy) {
            return new Finding(Optional.of(policy), Optional.empty());
        }

        /** Nothing can be had, though something is announced. */
        public static Finding failed(String resultType) {
            return new Finding(Optional.empty(), Optional.of(resultType));
        }

        /** What a report says where no policy was applied. */
        Route.Verdict verdict(String domain) {
            return failure.map(f -> new Route.Verdict("sts", List.of(), domain, List.of(), Optional.of(f)))
                    .orElse(Route.Verdict.none(domain));
        }
    }
}
