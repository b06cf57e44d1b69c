package org.letterlock.tls.crypto;

import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.crypto.TlsHMAC;

/** An HMAC of the JDK, as bctls wants it. */
final class JdkHmac implements TlsHMAC {
    private final Mac mac;
    private final int blockSize;

    JdkHmac(Mac mac, int blockSize) {
        this.mac = mac;
        this.blockSize = blockSize;
    }

    @Override
    public void setKey(byte[] key, int from, int length) {
        try {
            mac.init(key(key, from, length, mac.getAlgorithm()));
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** HMAC pads its key with zeros, so an empty key is one zero octet: the JDK refuses the empty one. RFC 2104, 2. */
    static SecretKeySpec key(byte[] key, int from, int length, String algorithm) {
        return length == 0
                ? new SecretKeySpec(new byte[1], algorithm)
                : new SecretKeySpec(key, from, length, algorithm);
    }

    @Override
    public void update(byte[] input, int from, int length) {
        mac.update(input, from, length);
    }

    @Override
    public byte[] calculateMAC() {
        return mac.doFinal();
    }

    @Override
    public void calculateMAC(byte[] output, int from) {
        try {
            mac.doFinal(output, from);
        } catch (ShortBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public int getInternalBlockSize() {
        return blockSize;
    }

    @Override
    public int getMacLength() {
        return mac.getMacLength();
    }

    @Override
    public void reset() {
        mac.reset();
    }
}
