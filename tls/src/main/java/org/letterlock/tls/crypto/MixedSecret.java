package org.letterlock.tls.crypto;

import java.util.Arrays;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.crypto.CryptoHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCryptoUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.AbstractTlsCrypto;
import org.bouncycastle.tls.crypto.impl.AbstractTlsSecret;

/** A secret of one connection, and what is derived from it with the JDK's HMAC. RFC 5246, 5; RFC 5869; RFC 8446, 7.1. */
final class MixedSecret extends AbstractTlsSecret {
    private final MixedCrypto crypto;

    /** {@code octets} belong to the secret from now on. */
    MixedSecret(MixedCrypto crypto, byte[] octets) {
        super(octets);
        this.crypto = crypto;
    }

    /** The same secret as one of ours; Bouncy Castle's own is used up. */
    static MixedSecret adopt(MixedCrypto crypto, TlsSecret secret) {
        return secret instanceof MixedSecret ours ? ours : new MixedSecret(crypto, secret.extract());
    }

    static byte[] reveal(TlsSecret secret) {
        if (!(secret instanceof AbstractTlsSecret given)) throw new IllegalArgumentException(secret.toString());
        return copyData(given);
    }

    @Override
    protected AbstractTlsCrypto getCrypto() {
        return crypto;
    }

    @Override
    public synchronized TlsSecret deriveUsingPRF(int prf, String label, byte[] seed, int length) {
        checkAlive();
        try {
            switch (prf) {
                case PRFAlgorithm.tls13_hkdf_sha256:
                    return TlsCryptoUtils.hkdfExpandLabel(this, CryptoHashAlgorithm.sha256, label, seed, length);
                case PRFAlgorithm.tls13_hkdf_sha384:
                    return TlsCryptoUtils.hkdfExpandLabel(this, CryptoHashAlgorithm.sha384, label, seed, length);
                case PRFAlgorithm.tls_prf_legacy:
                    return new MixedSecret(crypto, prfOfTls10(labelled(label, seed), length));
                default:
                    int hash = TlsCryptoUtils.getHashForPRF(prf);
                    byte[] result = new byte[length];
                    expand(hash, Arrays.copyOf(data, data.length), labelled(label, seed), result);
                    return new MixedSecret(crypto, result);
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized TlsSecret hkdfExpand(int hash, byte[] info, int length) {
        checkAlive();
        if (length < 1) return new MixedSecret(crypto, new byte[0]);
        var mac = mac(hash, data);
        byte[] result = new byte[length];
        byte[] block = new byte[0];
        int written = 0;
        for (int counter = 1; written < length; counter++) {
            if (counter > 255) throw new IllegalArgumentException("length " + length); // RFC 5869, 2.3
            mac.update(block);
            mac.update(info);
            mac.update(new byte[] {(byte) counter});
            block = mac.calculateMAC();
            int take = Math.min(block.length, length - written);
            System.arraycopy(block, 0, result, written, take);
            written += take;
        }
        return new MixedSecret(crypto, result);
    }

    @Override
    public synchronized TlsSecret hkdfExtract(int hash, TlsSecret input) {
        checkAlive();
        var mac = mac(hash, data);
        destroy();
        if (!(input instanceof AbstractTlsSecret given)) throw new IllegalArgumentException(input.toString());
        byte[] material = copyData(given);
        mac.update(material);
        byte[] result = mac.calculateMAC();
        Arrays.fill(material, (byte) 0);
        return new MixedSecret(crypto, result);
    }

    /** Half of the secret through MD5, half through SHA-1, the results XORed. RFC 2246, 5. */
    private byte[] prfOfTls10(byte[] seed, int length) {
        int half = (data.length + 1) / 2;
        byte[] md5 = new byte[length];
        expand(CryptoHashAlgorithm.md5, Arrays.copyOf(data, half), seed, md5);
        byte[] sha1 = new byte[length];
        expand(CryptoHashAlgorithm.sha1, Arrays.copyOfRange(data, data.length - half, data.length), seed, sha1);
        for (int i = 0; i < length; i++) md5[i] ^= sha1[i];
        return md5;
    }

    /** P_hash of RFC 5246, 5. */
    private void expand(int hash, byte[] secret, byte[] seed, byte[] result) {
        var mac = mac(hash, secret);
        Arrays.fill(secret, (byte) 0);
        byte[] a = seed;
        byte[] block = new byte[mac.getMacLength()];
        for (int written = 0; written < result.length; written += block.length) {
            mac.update(a);
            a = mac.calculateMAC();
            mac.update(a);
            mac.update(seed);
            mac.calculateMAC(block, 0);
            System.arraycopy(block, 0, result, written, Math.min(block.length, result.length - written));
        }
    }

    private Hmac mac(int hash, byte[] key) {
        var mac = crypto.hmac(hash);
        mac.setKey(key, 0, key.length);
        return mac;
    }

    private static byte[] labelled(String label, byte[] seed) {
        byte[] text = label.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(text, text.length + seed.length);
        System.arraycopy(seed, 0, all, text.length, seed.length);
        return all;
    }
}
