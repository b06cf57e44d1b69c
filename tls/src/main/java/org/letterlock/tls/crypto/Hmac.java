package org.letterlock.tls.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.tls.crypto.TlsHMAC;

/**
 * HMAC over a hash of the JDK. RFC 2104, 2. A handshake derives some forty secrets, each under a key of its own: making the JDK's
 * {@code Mac} for each costs several times what the hashing costs.
 */
final class Hmac implements TlsHMAC {
    private final MessageDigest digest;
    private final byte[] inner;
    private final byte[] outer;
    private boolean begun;

    /** Without a key yet; {@code digest} belongs to this from now on. */
    Hmac(MessageDigest digest, int blockSize) {
        this.digest = digest;
        this.inner = new byte[blockSize];
        this.outer = new byte[blockSize];
    }

    @Override
    public void setKey(byte[] key, int from, int length) {
        digest.reset();
        byte[] shortened =
                length <= inner.length ? Arrays.copyOfRange(key, from, from + length) : hashed(key, from, length);
        Arrays.fill(inner, (byte) 0x36);
        Arrays.fill(outer, (byte) 0x5C);
        for (int i = 0; i < shortened.length; i++) {
            inner[i] ^= shortened[i];
            outer[i] ^= shortened[i];
        }
        Arrays.fill(shortened, (byte) 0);
        begun = false;
    }

    private byte[] hashed(byte[] key, int from, int length) {
        digest.update(key, from, length);
        return digest.digest();
    }

    @Override
    public void update(byte[] input, int from, int length) {
        begin();
        digest.update(input, from, length);
    }

    void update(byte[] input) {
        update(input, 0, input.length);
    }

    private void begin() {
        if (begun) return;
        begun = true;
        digest.update(inner);
    }

    @Override
    public byte[] calculateMAC() {
        begin();
        byte[] hash = digest.digest();
        digest.update(outer);
        digest.update(hash);
        begun = false;
        return digest.digest();
    }

    @Override
    public void calculateMAC(byte[] output, int from) {
        begin();
        byte[] hash = digest.digest();
        digest.update(outer);
        digest.update(hash);
        begun = false;
        try {
            digest.digest(output, from, hash.length);
        } catch (DigestException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public int getInternalBlockSize() {
        return inner.length;
    }

    @Override
    public int getMacLength() {
        return digest.getDigestLength();
    }

    @Override
    public void reset() {
        digest.reset();
        begun = false;
    }
}
