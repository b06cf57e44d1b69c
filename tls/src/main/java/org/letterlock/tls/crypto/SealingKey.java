package org.letterlock.tls.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An AES-256-GCM key that seals what somebody else keeps for us: its name, a random nonce, ciphertext and tag. Good for 2^32
 * sealings (NIST SP 800-38D, 8.3), more than a machine does in a day. Thread-safe.
 */
public final class SealingKey {
    private static final int NAME = 16;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    /** How much longer what is sealed is. */
    public static final int OVERHEAD = NAME + NONCE + TAG;

    private final SecureRandom random;
    private final byte[] name = new byte[NAME];
    private final SecretKey secret;

    /** A new key, which nobody else has. */
    public SealingKey(SecureRandom random) {
        this.random = random;
        random.nextBytes(name);
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        secret = new SecretKeySpec(octets, "AES");
        Arrays.fill(octets, (byte) 0);
    }

    public byte[] seal(byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = new byte[plain.length + OVERHEAD];
        System.arraycopy(name, 0, sealed, 0, NAME);
        System.arraycopy(nonce, 0, sealed, NAME, NONCE);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain, 0, plain.length, sealed, NAME + NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
        return sealed;
    }

    /** Whether it says that it was sealed with this key; costs nothing. */
    public boolean sealed(byte[] sealed) {
        return sealed.length >= OVERHEAD && MessageDigest.isEqual(name, Arrays.copyOf(sealed, NAME));
    }

    /** What was sealed; null when it was not, or by another key. */
    public byte @Nullable [] open(byte[] sealed) {
        if (!sealed(sealed)) return null;
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, NAME, NAME + NONCE))
                    .doFinal(sealed, NAME + NONCE, sealed.length - NAME - NONCE);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Jdk.cipher("AES/GCM/NoPadding");
        cipher.init(mode, secret, new GCMParameterSpec(TAG * 8, nonce), random);
        cipher.updateAAD(name);
        return cipher;
    }
}
