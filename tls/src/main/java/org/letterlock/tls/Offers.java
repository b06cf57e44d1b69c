package org.letterlock.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The policies that connections of one listener can get, all made ready at the start, and the choice among them. */
final class Offers {
    private final Choice own;
    private final List<Choice> byRule;

    /** What one connection gets. */
    record Choice(Optional<TlsRule> rule, Offer offer) {
        Optional<String> ruleName() {
            return rule.map(TlsRule::name);
        }

        boolean offersStartTls() {
            return rule.map(TlsRule::offersStartTls).orElse(true);
        }
    }

    /** @throws IllegalArgumentException when the keys cannot keep a policy, naming its rule */
    Offers(TlsPolicy policy, List<TlsRule> rules, Set<KeyType> keys) {
        own = new Choice(Optional.empty(), new Offer(policy, keys));
        var ready = new HashMap<TlsPolicy, Offer>();
        ready.put(policy, own.offer);
        byRule = rules.stream()
                .map(rule ->
                        new Choice(Optional.of(rule), ready.computeIfAbsent(rule.policy(), p -> offer(rule, keys))))
                .toList();
    }

    private static Offer offer(TlsRule rule, Set<KeyType> keys) {
        try {
            return new Offer(rule.policy(), keys);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rule " + rule.name() + ": " + e.getMessage(), e);
        }
    }

    /** Whether some client may be asked for a certificate. */
    boolean askClients() {
        return own.offer.policy.clientAuth() != ClientAuth.NONE
                || byRule.stream().anyMatch(c -> c.offer.policy.clientAuth() != ClientAuth.NONE);
    }

    /** What the policy for this account demands that was not agreed on; empty: nothing. */
    Optional<String> unmet(ConnectionFacts loggingIn) {
        var policy = choose(loggingIn).offer.policy;
        return loggingIn.tls().flatMap(policy::unmet);
    }

    /** The same where a rule holds; empty where none does. */
    Optional<String> unmetByRule(ConnectionFacts loggingIn) {
        var choice = choose(loggingIn);
        return choice.rule.isPresent() ? loggingIn.tls().flatMap(choice.offer.policy::unmet) : Optional.empty();
    }

    /** That of the first rule that holds. */
    Choice choose(ConnectionFacts facts) {
        for (var choice : byRule) {
            if (choice.rule.orElseThrow().holds(facts)) return choice;
        }
        return own;
    }
}
