/**
 * The primitives under the handshake, each from where it is fastest: begin with {@link
 * org.letterlock.tls.crypto.MixedCrypto}. Elliptic curves, DHE and the rare ciphers come from Bouncy Castle's lightweight
 * classes; AES, ChaCha20, hashes, HMAC and RSA from the JDK, whose versions run on the processor's own instructions.
 * Knows no connection and no policy.
 */
@NullMarked
package org.letterlock.tls.crypto;

import org.jspecify.annotations.NullMarked;
