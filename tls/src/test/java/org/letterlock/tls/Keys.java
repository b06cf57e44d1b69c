package org.letterlock.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys and certificates for tests, made once. */
@SuppressWarnings("TimeInStaticInitializer") // certificates valid from now on, for the life of a test JVM
final class Keys {
    static final SecureRandom RANDOM = new SecureRandom();
    static final CertificateAuthority CA;
    static final KeyPair EC_KEYS;
    static final KeyPair RSA_KEYS;
    static final TlsIdentity EC;
    static final TlsIdentity RSA;

    static {
        try {
            CA = CertificateAuthority.create("Test authority", RANDOM, Instant.now(), Duration.ofDays(2));
            EC_KEYS = CertificateAuthority.newKeys(KeyType.EC, RANDOM);
            RSA_KEYS = CertificateAuthority.newKeys(KeyType.RSA, RANDOM);
            var names = List.of("mail.example.test", "localhost", "127.0.0.1", "::1");
            EC = CA.issue(EC_KEYS, names);
            RSA = CA.issue(RSA_KEYS, names);
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Keys() {}

    static TlsIdentities both() {
        return TlsIdentities.of(EC, RSA);
    }
}
