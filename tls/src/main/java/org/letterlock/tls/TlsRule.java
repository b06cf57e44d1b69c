package org.letterlock.tls;

/**
 * A policy for some of a listener's connections. Of a listener's rules the first that holds is the one that counts, alone;
 * where none does, the listener's own policy holds.
 *
 * @param name for logs and messages; in the configuration its file and line
 * @param offersStartTls whether STARTTLS is announced, and taken, where it is the way to TLS
 */
public record TlsRule(String name, TlsCondition when, TlsPolicy policy, boolean offersStartTls) {
    boolean holds(ConnectionFacts facts) {
        return when.of(facts) == TlsCondition.Truth.YES;
    }
}
