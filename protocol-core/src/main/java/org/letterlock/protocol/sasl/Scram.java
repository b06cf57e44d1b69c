package org.letterlock.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.letterlock.protocol.sasl.Authenticator.ScramKeys;

/** The functions H, HMAC and Hi, with SHA-256, and the keys made of them. RFC 5802, 2.2 and 3; RFC 7677. */
final class Scram {
    private Scram() {}

    static byte[] h(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    static byte[] hmac(byte[] key, byte[] text) {
        return mac(key).doFinal(text);
    }

    static byte[] hi(byte[] password, byte[] salt, int iterations) {
        var mac = mac(password);
        mac.update(salt);
        var u = mac.doFinal(new byte[] {0, 0, 0, 1});
        var result = u.clone();
        for (int i = 1; i < iterations; i++) {
            u = mac.doFinal(u);
            for (int j = 0; j < result.length; j++) result[j] ^= u[j];
        }
        return result;
    }

    static ScramKeys keys(byte[] password, byte[] salt, int iterations) {
        var salted = hi(password, salt, iterations);
        var storedKey = h(hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII)));
        var serverKey = hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII));
        return new ScramKeys(salt, iterations, storedKey, serverKey, true);
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
