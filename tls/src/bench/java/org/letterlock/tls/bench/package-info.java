/**
 * What the pieces of a handshake cost, with JMH; {@code docs/performance.md} says how to run them. Begin with {@link
 * org.letterlock.tls.bench.HandshakeBenchmark}. In no jar, and compiled only with the profile {@code bench}.
 */
package org.letterlock.tls.bench;
