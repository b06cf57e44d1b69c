package org.letterlock.tls.crypto;

import java.security.MessageDigest;
import org.bouncycastle.tls.crypto.TlsHash;

/** A hash of the JDK, as bctls wants it. */
final class JdkHash implements TlsHash {
    private final MessageDigest digest;

    JdkHash(MessageDigest digest) {
        this.digest = digest;
    }

    @Override
    public void update(byte[] input, int from, int length) {
        digest.update(input, from, length);
    }

    @Override
    public byte[] calculateHash() {
        return digest.digest();
    }

    @Override
    public TlsHash cloneHash() {
        try {
            return new JdkHash((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(digest.getAlgorithm() + " of " + digest.getProvider(), e);
        }
    }

    @Override
    public void reset() {
        digest.reset();
    }
}
