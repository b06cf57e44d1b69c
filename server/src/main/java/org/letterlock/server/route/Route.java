package org.letterlock.server.route;

import java.util.List;
import java.util.Optional;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.reply.EnhancedStatus;

/** How mail for one domain leaves this server. */
public sealed interface Route {
    /** Over one of these, in this order. */
    record Over(List<Step> steps) implements Route {
        public Over {
            steps = List.copyOf(steps);
            if (steps.isEmpty()) throw new IllegalArgumentException("a route has a step");
        }
    }

    /** Not at all: for good at class 5, for now at class 4. */
    record Nowhere(EnhancedStatus status, String why, Optional<Verdict> verdict) implements Route {}

    /**
     * One hop, how well protected, and by whose will.
     *
     * @param verdict what is told of it to the domain that asked for reports
     */
    record Step(Hop hop, TlsDemand demand, Verdict verdict) {}

    /**
     * The policy that was applied to a domain. RFC 8460, 4.2.
     *
     * @param type {@code sts}, {@code tlsa} or {@code no-policy-found}
     * @param text as it was published, line by line
     * @param domain the one it holds for
     * @param hosts the patterns of hosts in it; of TLSA the host
     * @param failure a {@code result-type} where already finding it or its host failed, else empty
     */
    record Verdict(String type, List<String> text, String domain, List<String> hosts, Optional<String> failure) {
        public Verdict {
            text = List.copyOf(text);
            hosts = List.copyOf(hosts);
        }

        /** The same, with a failure. */
        Verdict failedFor(String resultType) {
            return new Verdict(type, text, domain, hosts, Optional.of(resultType));
        }

        /** Nothing was published. */
        public static Verdict none(String domain) {
            return new Verdict("no-policy-found", List.of(), domain, List.of(), Optional.empty());
        }
    }
}
