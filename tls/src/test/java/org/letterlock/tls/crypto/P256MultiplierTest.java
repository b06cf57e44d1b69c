package org.letterlock.tls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.junit.jupiter.api.Test;

/** Our P-256 against Bouncy Castle's and the JDK's. */
class P256MultiplierTest {
    private static final BigInteger P = P256Field.P;
    private static final long SEED = 20261123;

    private final Random random = new Random(SEED);

    private static BigInteger value(long[] element) {
        return new BigInteger(1, P256Field.octets(element));
    }

    @Test
    void theFieldComputesAsBigIntegerDoes() {
        var edges = new BigInteger[] {
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            P.subtract(BigInteger.ONE),
            P.subtract(BigInteger.TWO),
            P.shiftRight(1),
            BigInteger.TWO.pow(52),
            BigInteger.TWO.pow(52).subtract(BigInteger.ONE),
            BigInteger.TWO.pow(224),
            BigInteger.TWO.pow(255)
        };
        for (int i = 0; i < 20_000; i++) {
            var a = i < 100 ? edges[i / 10] : new BigInteger(256, random).mod(P);
            var b = i < 100 ? edges[i % 10] : new BigInteger(256, random).mod(P);
            long[] x = P256Field.of(a);
            long[] y = P256Field.of(b);
            assertEquals(a, value(x));
            long[] r = new long[5];
            P256Field.multiply(r, x, y);
            assertEquals(a.multiply(b).mod(P), value(r));
            // sums of many, as the additions make them, may be multiplied again; negative ones too
            long[] many = new long[5];
            long[] less = new long[5];
            for (int j = 0; j < 16; j++) {
                P256Field.add(many, many, x);
                P256Field.subtract(less, less, y);
            }
            P256Field.multiply(r, many, less);
            assertEquals(a.multiply(b).multiply(BigInteger.valueOf(-256)).mod(P), value(r));
            P256Field.subtract(r, x, y);
            assertEquals(a.subtract(b).mod(P), value(r));
            if (i < 200) {
                P256Field.invert(r, x);
                assertEquals(a.signum() == 0 ? BigInteger.ZERO : a.modInverse(P), value(r));
            }
        }
    }

    @Test
    void multiplesAreBouncyCastles() {
        var curve = CustomNamedCurves.getByName("secp256r1");
        var n = curve.getN();
        var ours = new P256Multiplier();
        var theirs = new FixedPointCombMultiplier();
        for (int i = 0; i < 2_500; i++) {
            BigInteger k;
            if (i < 140) k = BigInteger.valueOf(i + 1);
            else if (i < 280) k = n.subtract(BigInteger.valueOf(i - 139));
            else if (i < 530) k = BigInteger.TWO.pow(i - 280).mod(n);
            else if (i < 780)
                k = BigInteger.TWO.pow(i - 530).subtract(BigInteger.ONE).mod(n).max(BigInteger.ONE);
            else k = new BigInteger(256, random).mod(n.subtract(BigInteger.ONE)).add(BigInteger.ONE);
            var expected = theirs.multiply(curve.getG(), k).normalize();
            var made = ours.multiply(curve.getG(), k).normalize();
            assertEquals(expected, made, "seed " + SEED + ", k = " + k.toString(16));
        }
        assertThrows(IllegalArgumentException.class, () -> ours.multiply(curve.getG(), n));
    }

    /** RFC 6979, A.2.5: the first half of a signature is the x coordinate of a multiple of the base point. */
    @Test
    void signaturesOfRfc6979() {
        String[][] vectors = {
            { // SHA-256, "sample"
                "A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60",
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
            },
            { // SHA-256, "test"
                "D16B6AE827F17175E040871A1C7EC3500192C4C92677336EC2537ACAEE0008E0",
                "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
            }
        };
        var curve = CustomNamedCurves.getByName("secp256r1");
        for (var vector : vectors) {
            var made = new P256Multiplier()
                    .multiply(curve.getG(), new BigInteger(vector[0], 16))
                    .normalize();
            assertEquals(
                    new BigInteger(vector[1], 16),
                    made.getAffineXCoord().toBigInteger().mod(curve.getN()));
        }
    }

    @Test
    void theJdkVerifiesWhatWeSign() throws Exception {
        for (var curve : new String[] {"secp256r1", "secp384r1", "secp521r1"}) {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            var keys = generator.generateKeyPair();
            var key = new EcdsaKey(
                    (ECPrivateKeyParameters)
                            PrivateKeyFactory.createKey(keys.getPrivate().getEncoded()),
                    new SecureRandom());
            for (int i = 0; i < 50; i++) {
                byte[] hash = new byte[32];
                random.nextBytes(hash);
                var verifier = Signature.getInstance("NONEwithECDSA");
                verifier.initVerify((ECPublicKey) keys.getPublic());
                verifier.update(hash);
                assertTrue(verifier.verify(key.sign(hash)), curve);
            }
        }
    }
}
