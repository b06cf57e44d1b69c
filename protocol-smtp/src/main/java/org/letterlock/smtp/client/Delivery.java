package org.letterlock.smtp.client;

import java.util.List;

/**
 * What became of one attempt to deliver a mail object at one hop.
 *
 * @param outcomes one for each recipient, in the mail object's order
 * @param protection how well the connection was protected, and what went wrong with TLS
 */
public record Delivery(Hop hop, List<Outcome> outcomes, Protection protection) {
    public Delivery {
        outcomes = List.copyOf(outcomes);
    }

    /** Whether every recipient's mail was taken. */
    public boolean delivered() {
        return outcomes.stream().allMatch(o -> o.result() == Outcome.Result.DELIVERED);
    }
}
