package org.letterlock.server.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests and keyed digests every Java 17 has, and what RFC 8018 and RFC 5802 build from them. */
final class Digests {
    private Digests() {}

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sha256(byte[] data) {
        return digest("SHA-256").digest(data);
    }

    static Mac mac(String algorithm, byte[] key) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmacSha256(byte[] key, byte[] data) {
        return mac("HmacSHA256", key).doFinal(data);
    }

    /** One block of PBKDF2: RFC 8018, 5.2; called Hi in RFC 5802, 2.2. */
    static byte[] pbkdf2(String macAlgorithm, byte[] password, byte[] salt, int iterations) {
        var mac = mac(macAlgorithm, password);
        mac.update(salt);
        var u = mac.doFinal(new byte[] {0, 0, 0, 1});
        var result = u.clone();
        for (int i = 1; i < iterations; i++) {
            u = mac.doFinal(u);
            for (int k = 0; k < u.length; k++) result[k] ^= u[k];
        }
        return result;
    }
}
