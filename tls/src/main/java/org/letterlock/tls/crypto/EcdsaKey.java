package org.letterlock.tls.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** An ECDSA private key that signs hashes. RFC 8422, 5.4. Thread-safe. */
public final class EcdsaKey {
    private final ParametersWithRandom key;
    private final BigInteger order;

    public EcdsaKey(ECPrivateKeyParameters key, SecureRandom random) {
        this.key = new ParametersWithRandom(key, random);
        this.order = key.getParameters().getN();
    }

    /** The signature of {@code hash}, as a DER sequence of two numbers. */
    public byte[] sign(byte[] hash) throws IOException {
        var signer = new ECDSASigner();
        signer.init(true, key);
        var numbers = signer.generateSignature(hash);
        return StandardDSAEncoding.INSTANCE.encode(order, numbers[0], numbers[1]);
    }
}
