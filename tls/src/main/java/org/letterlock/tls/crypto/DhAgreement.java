package org.letterlock.tls.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.DHPrivateKeyParameters;
import org.bouncycastle.crypto.params.DHPublicKeyParameters;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsDHDomain;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * One key exchange in a finite field with a key used once. RFC 5246, 8.1.2; RFC 8446, 7.4.1.
 *
 * <p>{@link BigInteger#modPow} does not take the same time for every exponent. Bouncy Castle hides a short exponent by adding a multiple of
 * p-1, which makes it nine times as long. Here y^x is y^a y^(x-a) with a fresh random a: neither exponent says anything
 * about x, and both are short.
 */
final class DhAgreement implements TlsAgreement {
    private final MixedCrypto crypto;
    private final BcTlsDHDomain domain;
    private @Nullable AsymmetricCipherKeyPair own;
    private @Nullable DHPublicKeyParameters peer;

    DhAgreement(MixedCrypto crypto, BcTlsDHDomain domain) {
        this.crypto = crypto;
        this.domain = domain;
    }

    @Override
    public byte[] generateEphemeral() {
        var keys = domain.generateKeyPair();
        own = keys;
        return domain.encodePublicKey((DHPublicKeyParameters) keys.getPublic());
    }

    /** Refuses what lies outside 2 to p-2 or, where the order is known, outside the subgroup. RFC 7919, 5.1. */
    @Override
    public void receivePeerValue(byte[] value) throws IOException {
        peer = domain.decodePublicKey(value);
    }

    @Override
    public TlsSecret calculateSecret() throws TlsFatalAlert {
        var keys = own;
        var value = peer;
        if (keys == null || value == null) throw new TlsFatalAlert(AlertDescription.internal_error);
        own = null;
        var x = ((DHPrivateKeyParameters) keys.getPrivate()).getX();
        var p = value.getParameters().getP();
        // less than x, whose highest bit is set
        var a = BigIntegers.createRandomBigInteger(x.bitLength() - 1, crypto.getSecureRandom());
        var secret = value.getY()
                .modPow(a, p)
                .multiply(value.getY().modPow(x.subtract(a), p))
                .mod(p);
        if (secret.equals(BigInteger.ONE)) throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        byte[] octets = domain.encodeParameter(secret);
        try {
            return crypto.createSecret(octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }
}
