package org.letterlock.tls.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own providers, asked by name: whatever the program around us has put first in the list of providers, we
 * get the fast ones. Where a runtime lacks them, its order of providers decides.
 */
final class Jdk {
    private static final @Nullable Provider CIPHERS = Security.getProvider("SunJCE");
    private static final @Nullable Provider DIGESTS = Security.getProvider("SUN");
    private static final @Nullable Provider RSA = Security.getProvider("SunRsaSign");

    private Jdk() {}

    static Cipher cipher(String transformation) {
        try {
            return CIPHERS == null ? Cipher.getInstance(transformation) : Cipher.getInstance(transformation, CIPHERS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(transformation, e);
        }
    }

    static MessageDigest digest(String algorithm) {
        try {
            return DIGESTS == null
                    ? MessageDigest.getInstance(algorithm)
                    : MessageDigest.getInstance(algorithm, DIGESTS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }

    static Signature rsaSignature(String algorithm) {
        try {
            return RSA == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, RSA);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }
}
