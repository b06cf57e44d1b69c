package org.letterlock.tls.crypto;

import java.io.IOException;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;

/** A certificate that we show, kept as it goes out: bctls would encode it again for each handshake. */
public final class OwnCertificate extends BcTlsCertificate {
    private final byte[] encoded;

    public OwnCertificate(MixedCrypto crypto, byte[] encoded) throws IOException {
        super(crypto, encoded);
        this.encoded = encoded.clone();
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }
}
