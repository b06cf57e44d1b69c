/**
 * What the store costs without a network, beside the disk under it, with JMH; {@code docs/performance.md} says how to run
 * them. Begin with {@link org.letterlock.mailbox.bench.AppendBenchmark}. In no jar, and compiled only with the profile
 * {@code bench}.
 */
package org.letterlock.mailbox.bench;
