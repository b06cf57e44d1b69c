package org.letterlock.tls;

import java.util.function.Predicate;

/** When a rule holds. Total: it always answers, at once, from the facts alone. Thread-safe. */
@FunctionalInterface
public interface TlsCondition {
    Truth of(ConnectionFacts facts);

    /** Holds where {@code test} says so; it sees {@link ConnectionFacts#moment()} and must not block. */
    static TlsCondition when(Predicate<? super ConnectionFacts> test) {
        return facts -> test.test(facts) ? Truth.YES : Truth.NO;
    }

    /**
     * What a condition answers: of what is not known yet neither yes nor no, so that a rule that holds once never ceases to
     * hold when more is known. Kleene's logic.
     */
    enum Truth {
        NO,
        UNKNOWN,
        YES;

        public static Truth of(boolean holds) {
            return holds ? YES : NO;
        }

        public Truth and(Truth other) {
            return compareTo(other) < 0 ? this : other;
        }

        public Truth or(Truth other) {
            return compareTo(other) > 0 ? this : other;
        }

        public Truth not() {
            return this == YES ? NO : this == NO ? YES : UNKNOWN;
        }
    }
}
