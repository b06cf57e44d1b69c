package org.letterlock.tls.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECMultiplier;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.jspecify.annotations.Nullable;

/** An ECDSA private key that signs hashes. RFC 8422, 5.4. Thread-safe. */
public final class EcdsaKey {
    private final ParametersWithRandom key;
    private final BigInteger order;

    private final @Nullable ECMultiplier multiplier; // null: Bouncy Castle's

    public EcdsaKey(ECPrivateKeyParameters key, SecureRandom random) {
        multiplier = key.getParameters().getCurve() instanceof SecP256R1Curve ? P256Table.MULTIPLIER : null;
        this.key = new ParametersWithRandom(key, random);
        this.order = key.getParameters().getN();
    }

    /** The signature of {@code hash}, as a DER sequence of two numbers. */
    public byte[] sign(byte[] hash) throws IOException {
        var signer = new Signer();
        signer.init(true, key);
        var numbers = signer.generateSignature(hash);
        return StandardDSAEncoding.INSTANCE.encode(order, numbers[0], numbers[1]);
    }

    private final class Signer extends ECDSASigner {
        @Override
        protected ECMultiplier createBasePointMultiplier() {
            return multiplier != null ? multiplier : super.createBasePointMultiplier();
        }
    }

    /** Computed when the first P-256 key is there, some 10 ms. */
    private static final class P256Table {
        static final P256Multiplier MULTIPLIER = new P256Multiplier();
    }
}
