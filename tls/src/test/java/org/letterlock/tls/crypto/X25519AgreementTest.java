package org.letterlock.tls.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/** Our X25519 against the vectors of RFC 7748 and against Bouncy Castle's; its field against BigInteger. */
class X25519AgreementTest {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final long SEED = 20261123;

    private final Random random = new Random(SEED);

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String multiple(String scalar, String u) {
        return HexFormat.of().formatHex(X25519Agreement.multiply(hex(scalar), hex(u)));
    }

    // RFC 7748, 5.2
    @Test
    void multipliesAsTheVectorsSay() {
        assertEquals(
                "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
                multiple(
                        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));
        assertEquals(
                "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
                multiple(
                        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"));
    }

    // RFC 7748, 5.2: each result is the next scalar
    @Test
    void multipliesAThousandTimesOver() {
        byte[] k = new byte[32];
        k[0] = 9;
        byte[] u = k;
        for (int i = 1; i <= 1000; i++) {
            byte[] next = X25519Agreement.multiply(k, u);
            u = k;
            k = next;
            if (i == 1)
                assertEquals(
                        "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
                        HexFormat.of().formatHex(k));
        }
        assertEquals(
                "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
                HexFormat.of().formatHex(k));
    }

    // RFC 7748, 6.1
    @Test
    void bothSidesAgree() {
        var alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
        var bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
        var nine = "09" + "00".repeat(31);
        assertEquals("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a", multiple(alice, nine));
        assertEquals("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", multiple(bob, nine));
        var secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
        assertEquals(secret, multiple(alice, multiple(bob, nine)));
        assertEquals(secret, multiple(bob, multiple(alice, nine)));
    }

    @Test
    void multipliesAsBouncyCastleDoes() {
        var points = edges();
        for (int i = 0; i < 500; i++) points.add(octets());
        var scalars = new ArrayList<>(List.of(new byte[32], hex("ff".repeat(32)), octets()));
        for (byte[] u : points) {
            scalars.set(2, octets());
            for (byte[] k : scalars) {
                byte[] expected = new byte[32];
                X25519.scalarMult(k, 0, u, 0, expected, 0);
                assertArrayEquals(
                        expected,
                        X25519Agreement.multiply(k, u),
                        () -> "seed " + SEED + ", u " + HexFormat.of().formatHex(u));
            }
        }
    }

    /** Values around 0, p and 2^255, of which those from p on are not reduced; with and without the bit that does not count. */
    private static List<byte[]> edges() {
        var all = new ArrayList<byte[]>();
        for (int i = -40; i <= 40; i++) {
            for (var around : List.of(BigInteger.ZERO, P, BigInteger.TWO.pow(255), BigInteger.TWO.pow(204))) {
                var value = around.add(BigInteger.valueOf(i));
                if (value.signum() < 0 || value.bitLength() > 256) continue;
                byte[] u = Arrays.reverse(BigIntegers.asUnsignedByteArray(32, value));
                all.add(u);
                byte[] above = u.clone();
                above[31] ^= (byte) 0x80;
                all.add(above);
            }
        }
        // points of order 8: RFC 7748, 6.1 has them give zero
        all.add(hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"));
        all.add(hex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"));
        return all;
    }

    private byte[] octets() {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        return octets;
    }

    @Test
    void theFieldComputesAsBigIntegerDoes() {
        long most = (1L << 53) - 1;
        for (int i = 0; i < 3000; i++) {
            var a = element(i % 3 == 0 ? most : random.nextLong() >>> 11);
            var b = element(i % 5 == 0 ? -most : random.nextLong() >>> 11);
            var r = new long[Field25519.LIMBS];
            Field25519.multiply(r, a, b);
            assertEquals(value(a).multiply(value(b)).mod(P), canonical(r), "seed " + SEED);
            Field25519.square(r, a);
            assertEquals(value(a).multiply(value(a)).mod(P), canonical(r), "seed " + SEED);
            Field25519.invert(r, r);
            assertEquals(
                    BigInteger.ONE,
                    canonical(r).multiply(value(a).multiply(value(a))).mod(P),
                    "seed " + SEED);
            Field25519.multiply(r, a, b);
            var s = r.clone();
            Field25519.plus121665Times(s, s, s);
            assertEquals(canonical(r).multiply(BigInteger.valueOf(121666)).mod(P), canonical(s), "seed " + SEED);
        }
    }

    /** Limbs of either sign, none larger than {@code most}. */
    private long[] element(long most) {
        var limbs = new long[Field25519.LIMBS];
        for (int i = 0; i < limbs.length; i++)
            limbs[i] = random.nextInt(4) == 0 ? most : random.nextLong() % (most | 1);
        return limbs;
    }

    private static BigInteger value(long[] limbs) {
        var sum = BigInteger.ZERO;
        for (int i = limbs.length - 1; i >= 0; i--) sum = sum.shiftLeft(51).add(BigInteger.valueOf(limbs[i]));
        return sum;
    }

    private static BigInteger canonical(long[] element) {
        return new BigInteger(1, Arrays.reverse(Field25519.octets(element)));
    }

    // RFC 8446, 7.4.2
    @Test
    void aSecretOfZerosIsRefused() throws IOException {
        for (byte[] point : List.of(new byte[32], edges().get(edges().size() - 1))) {
            var agreement = new X25519Agreement(new MixedCrypto(new SecureRandom()));
            agreement.generateEphemeral();
            agreement.receivePeerValue(point);
            var refusal = assertThrows(TlsFatalAlert.class, agreement::calculateSecret);
            assertEquals(AlertDescription.illegal_parameter, refusal.getAlertDescription());
        }
    }
}
