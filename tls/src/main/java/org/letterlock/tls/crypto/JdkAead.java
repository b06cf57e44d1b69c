package org.letterlock.tls.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.jspecify.annotations.Nullable;

/** AES-GCM or ChaCha20-Poly1305 of the JDK for one direction of one connection. RFC 5116; RFC 8439. */
final class JdkAead implements TlsAEADCipherImpl {
    private static final int TAG = 16;
    private final Cipher cipher;
    private final boolean gcm;
    private final int mode;
    private final SecureRandom random;
    private @Nullable Key key;
    private byte[] nonce = new byte[0];

    private JdkAead(String transformation, boolean gcm, boolean encrypting, SecureRandom random) {
        this.cipher = Jdk.cipher(transformation);
        this.gcm = gcm;
        this.mode = encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        this.random = random;
    }

    static JdkAead aesGcm(boolean encrypting, SecureRandom random) {
        return new JdkAead("AES/GCM/NoPadding", true, encrypting, random);
    }

    static JdkAead chaCha20Poly1305(boolean encrypting, SecureRandom random) {
        return new JdkAead("ChaCha20-Poly1305", false, encrypting, random);
    }

    @Override
    public void setKey(byte[] octets, int from, int length) {
        key = new SecretKeySpec(octets, from, length, gcm ? "AES" : "ChaCha20");
    }

    @Override
    public void init(byte[] nonce, int macSize) throws TlsFatalAlert {
        this.nonce = nonce;
        AlgorithmParameterSpec parameters = gcm ? new GCMParameterSpec(TAG * 8, nonce) : new IvParameterSpec(nonce);
        try {
            cipher.init(mode, key, parameters, random);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }

    /** The last one. */
    byte[] nonce() {
        return nonce;
    }

    @Override
    public int getOutputSize(int inputLength) {
        return mode == Cipher.ENCRYPT_MODE ? inputLength + TAG : inputLength - TAG;
    }

    @Override
    public int doFinal(
            byte @Nullable [] additionalData,
            byte[] input,
            int inputFrom,
            int inputLength,
            byte[] output,
            int outputFrom)
            throws TlsFatalAlert {
        try {
            if (additionalData != null) cipher.updateAAD(additionalData);
            return cipher.doFinal(input, inputFrom, inputLength, output, outputFrom);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
        }
    }
}
