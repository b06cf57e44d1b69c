package org.letterlock.tls.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsSecret;

/** One X25519 key exchange with a key used once. RFC 7748, 6.1. */
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
        byte[] secret = new byte[X25519.POINT_SIZE];
        boolean contributed = X25519.calculateAgreement(own, 0, peer, 0, secret, 0);
        Arrays.fill(own, (byte) 0);
        if (!contributed) throw new TlsFatalAlert(AlertDescription.illegal_parameter); // all zeros: RFC 8446, 7.4.2
        return new MixedSecret(crypto, secret);
    }
}
