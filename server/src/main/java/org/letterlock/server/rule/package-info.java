/**
 * The language in which a configuration says when a rule holds; begin with {@link org.letterlock.server.rule.RuleText}. It is
 * total: comparisons with what is known of a connection, joined by and, or, not; no loops, no calls, no regular expressions. What
 * the rules do is the business of {@link org.letterlock.tls.TlsRule}.
 */
@NullMarked
package org.letterlock.server.rule;

import org.jspecify.annotations.NullMarked;
