package org.letterlock.tls.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;

/**
 * One X25519 key exchange with a key used once. RFC 7748, 6.1. The public value is Bouncy Castle's, the secret's multiplication our
 * own: docs/decisions/0119.
 */
final class X25519Agreement implements TlsAgreement {
    private final MixedCrypto crypto;
    private final byte[] own = new byte[X25519.SCALAR_SIZE];
    private byte[] peer = new byte[0];

    X25519Agreement(MixedCrypto crypto) {
        this.crypto = crypto;
    }

    @Override
    public byte[] generateEphemeral() {
        X25519.generatePrivateKey(crypto.getSecureRandom(), own);
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(own, 0, point, 0);
        return point;
    }

    @Override
    public void receivePeerValue(byte[] value) throws TlsFatalAlert {
        if (value.length != X25519.POINT_SIZE) throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        peer = value.clone();
    }

    @Override
    public TlsSecret calculateSecret() throws TlsFatalAlert {
        byte[] secret = multiply(own, peer);
        Arrays.fill(own, (byte) 0);
        int all = 0;
        for (byte octet : secret) all |= octet;
        if (all == 0) throw new TlsFatalAlert(AlertDescription.illegal_parameter); // RFC 8446, 7.4.2
        return new MixedSecret(crypto, secret);
    }

    /** The function X25519 of RFC 7748, 5: Montgomery's ladder, step by step as it stands there, the same for every scalar. */
    static byte[] multiply(byte[] scalar, byte[] u) {
        byte[] k = scalar.clone();
        k[0] &= (byte) 248;
        k[31] = (byte) (k[31] & 127 | 64);
        long[] x1 = Field25519.of(u);
        long[] x2 = {1, 0, 0, 0, 0};
        long[] z2 = new long[Field25519.LIMBS];
        long[] x3 = x1.clone();
        long[] z3 = {1, 0, 0, 0, 0};
        long[] a = new long[Field25519.LIMBS];
        long[] b = new long[Field25519.LIMBS];
        long[] c = new long[Field25519.LIMBS];
        long[] d = new long[Field25519.LIMBS];
        int swap = 0;
        for (int t = 254; t >= 0; t--) {
            int bit = k[t >> 3] >> (t & 7) & 1;
            Field25519.swap(-(swap ^ bit), x2, x3);
            Field25519.swap(-(swap ^ bit), z2, z3);
            swap = bit;
            Field25519.add(a, x2, z2);
            Field25519.subtract(b, x2, z2);
            Field25519.add(c, x3, z3);
            Field25519.subtract(d, x3, z3);
            Field25519.multiply(d, d, a); // DA
            Field25519.multiply(c, c, b); // CB
            Field25519.square(a, a); // AA
            Field25519.square(b, b); // BB
            Field25519.add(x3, d, c);
            Field25519.square(x3, x3);
            Field25519.subtract(z3, d, c);
            Field25519.square(z3, z3);
            Field25519.multiply(z3, z3, x1);
            Field25519.multiply(x2, a, b);
            Field25519.subtract(b, a, b); // E
            Field25519.plus121665Times(a, a, b);
            Field25519.multiply(z2, b, a);
        }
        Field25519.swap(-swap, x2, x3);
        Field25519.swap(-swap, z2, z3);
        Field25519.invert(z2, z2);
        Field25519.multiply(x2, x2, z2);
        Arrays.fill(k, (byte) 0);
        return Field25519.octets(x2);
    }
}
