package org.letterlock.tls.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsBlockCipherImpl;
import org.jspecify.annotations.Nullable;

/**
 * AES-CBC of the JDK for one direction of one connection. Without an initialisation vector of its own a record goes on
 * where the last one ended, as TLS 1.0 wants it. RFC 2246, 6.2.3.2.
 */
final class JdkCbc implements TlsBlockCipherImpl {
    private static final int BLOCK = 16;
    private final Cipher cipher = Jdk.cipher("AES/CBC/NoPadding");
    private final int mode;
    private final SecureRandom random;
    private @Nullable Key key;
    private byte @Nullable [] nextVector;

    JdkCbc(boolean encrypting, SecureRandom random) {
        this.mode = encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        this.random = random;
    }

    @Override
    public void setKey(byte[] octets, int from, int length) {
        key = new SecretKeySpec(octets, from, length, "AES");
    }

    @Override
    public void init(byte[] vector, int from, int length) {
        nextVector = java.util.Arrays.copyOfRange(vector, from, from + length);
    }

    @Override
    public int doFinal(byte[] input, int inputFrom, int inputLength, byte[] output, int outputFrom)
            throws TlsFatalAlert {
        try {
            cipher.init(mode, key, new IvParameterSpec(nextVector), random);
            byte[] last = null;
            if (mode == Cipher.DECRYPT_MODE) last = lastBlock(input, inputFrom + inputLength);
            int length = cipher.doFinal(input, inputFrom, inputLength, output, outputFrom);
            nextVector = last == null ? lastBlock(output, outputFrom + length) : last;
            return length;
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }

    private static byte[] lastBlock(byte[] octets, int end) {
        return java.util.Arrays.copyOfRange(octets, end - BLOCK, end);
    }

    @Override
    public int getBlockSize() {
        return BLOCK;
    }
}
