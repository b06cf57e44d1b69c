/**
 * SASL for servers: EXTERNAL, PLAIN, LOGIN, SCRAM-SHA-256 and SCRAM-SHA-256-PLUS as exchanges of octets, without any framing.
 * Begin with {@link org.letterlock.protocol.sasl.SaslMechanism}. RFC 4422, RFC 4616, RFC 5802, RFC 7677.
 */
@NullMarked
package org.letterlock.protocol.sasl;

import org.jspecify.annotations.NullMarked;
