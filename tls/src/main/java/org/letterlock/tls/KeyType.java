package org.letterlock.tls;

/** The kind of key a certificate carries, as far as cipher suites care. */
public enum KeyType {
    /** ECDSA, any curve bctls signs with in TLS: P-256, P-384, P-521. */
    EC,
    RSA
}
