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
            P256Field.square(r, x);
            assertEquals(a.multiply(a).mod(P), value(r));
            P256Field.add(r, x, x);
            P256Field.subtract(r, r, y);
            P256Field.subtract(r, r, y);
            P256Field.square(r, r);
            assertEquals(a.subtract(b).pow(2).shiftLeft(2).mod(P), value(r));
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

    /** RFC 6979, A.2.5: its key pair, and both messages under each of its hashes. */
    @Test
    void allOfRfc6979() {
        String[][] vectors = {
            {
                "882905F1227FD620FBF2ABF21244F0BA83D0DC3A9103DBBEE43A1FB858109DB4",
                "61340C88C3AAEBEB4F6D667F672CA9759A6CCAA9FA8811313039EE4A35471D32"
            },
            {
                "103F90EE9DC52E5E7FB5132B7033C63066D194321491862059967C715985D473",
                "53B2FFF5D1752B2C689DF257C04C40A587FABABB3F6FC2702F1343AF7CA9AA3F"
            },
            {
                "09F634B188CEFD98E7EC88B1AA9852D734D0BC272F7D2A47DECC6EBEB375AAD4",
                "0EAFEA039B20E9B42309FB1D89E213057CBF973DC0CFC8F129EDDDC800EF7719"
            },
            {
                "5FA81C63109BADB88C1F367B47DA606DA28CAD69AA22C4FE6AD7DF73A7173AA5",
                "8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00"
            },
            {
                "8C9520267C55D6B980DF741E56B4ADEE114D84FBFA2E62137954164028632A2E",
                "0CBCC86FD6ABD1D99E703E1EC50069EE5C0B4BA4B9AC60E409E8EC5910D81A89"
            },
            {
                "669F4426F2688B8BE0DB3A6BD1989BDAEFFF84B649EEB84F3DD26080F667FAA7",
                "C37EDB6F0AE79D47C3C27E962FA269BB4F441770357E114EE511F662EC34A692"
            },
            {
                "16AEFFA357260B04B1DD199693960740066C1A8F3E8EDD79070AA914D361B3B8",
                "83910E8B48BB0C74244EBDF7F07A1C5413D61472BD941EF3920E623FBCCEBEB6"
            },
            {
                "6915D11632ACA3C40D5D51C08DAF9C555933819548784480E93499000D9F0B7F",
                "461D93F31B6540894788FD206C07CFA0CC35F46FA3C91816FFF1040AD1581A04"
            }
        };
        var curve = CustomNamedCurves.getByName("secp256r1");
        for (var vector : vectors) {
            var made = new P256Multiplier()
                    .multiply(curve.getG(), new BigInteger(vector[0], 16))
                    .normalize();
            assertEquals(
                    new BigInteger(vector[1], 16),
                    made.getAffineXCoord().toBigInteger().mod(curve.getN()),
                    vector[0]);
        }
        var publicKey = new P256Multiplier()
                .multiply(
                        curve.getG(),
                        new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16))
                .normalize();
        assertEquals(
                new BigInteger("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6", 16),
                publicKey.getAffineXCoord().toBigInteger());
        assertEquals(
                new BigInteger("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299", 16),
                publicKey.getAffineYCoord().toBigInteger());
    }

    /**
     * The scalars at which multiplications go wrong, of the kinds that Wycheproof tries (near 0, near the order and its fractions, powers of two,
     * long runs of zeros and ones) and of this comb's own: each digit at its extremes among neighbours at theirs. Against schoolbook arithmetic, so that no
     * mistake of Bouncy Castle's, from whose points the table is made, is taken for right.
     */
    @Test
    void edgesAgainstTheSchoolbook() {
        var curve = CustomNamedCurves.getByName("secp256r1");
        var n = curve.getN();
        var one = BigInteger.ONE;
        var edges = new java.util.TreeSet<BigInteger>();
        for (int i = 1; i <= 40; i++) {
            edges.add(BigInteger.valueOf(i));
            edges.add(n.subtract(BigInteger.valueOf(i)));
        }
        for (int divisor = 2; divisor <= 9; divisor++) {
            for (int times = 1; times < divisor; times++) {
                var part = n.multiply(BigInteger.valueOf(times)).divide(BigInteger.valueOf(divisor));
                edges.add(part.subtract(one));
                edges.add(part);
                edges.add(part.add(one));
            }
        }
        for (int bit = 1; bit < 256; bit += 5) {
            for (int near = -1; near <= 1; near++) edges.add(one.shiftLeft(bit).add(BigInteger.valueOf(near)));
            edges.add(one.shiftLeft(255).subtract(one.shiftLeft(bit))); // ones, then zeros
            edges.add(n.subtract(one.shiftLeft(bit)));
        }
        for (int digit = 0; digit < 51; digit++) {
            var zeros = one.shiftLeft(255)
                    .subtract(one)
                    .andNot(BigInteger.valueOf(31).shiftLeft(5 * digit));
            edges.add(zeros); // one digit of zeros among ones
            edges.add(BigInteger.valueOf(31).shiftLeft(5 * digit)); // and the reverse
            edges.add(BigInteger.valueOf(31).shiftLeft(5 * digit).add(one));
        }
        for (var pattern :
                new String[] {"00000000ffffffff", "ffffffff00000000", "55", "aa", "0f", "000000000000ffff", "80", "01"})
            edges.add(new BigInteger("0" + pattern.repeat(64 / pattern.length()), 16).mod(n));
        var ours = new P256Multiplier();
        for (var k : edges) {
            if (k.signum() <= 0 || k.compareTo(n) >= 0) continue;
            var made = ours.multiply(curve.getG(), k).normalize();
            var expected = Schoolbook.multiple(k);
            assertEquals(expected[0], made.getAffineXCoord().toBigInteger(), "k = " + k.toString(16));
            assertEquals(expected[1], made.getAffineYCoord().toBigInteger(), "k = " + k.toString(16));
        }
        for (var none : new BigInteger[] {n, n.add(one), n.shiftLeft(1), one.shiftLeft(256)})
            assertThrows(IllegalArgumentException.class, () -> ours.multiply(curve.getG(), none));
        assertTrue(ours.multiply(curve.getG(), BigInteger.ZERO).isInfinity());
        assertEquals(ours.multiply(curve.getG(), one).negate(), ours.multiply(curve.getG(), n.subtract(one)));
    }

    /** Double and add on affine points, as the textbook has it. FIPS 186-4, D.1.2.3 for the base point. */
    private static final class Schoolbook {
        private static final BigInteger X =
                new BigInteger("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16);
        private static final BigInteger Y =
                new BigInteger("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16);

        private Schoolbook() {}

        static BigInteger[] multiple(BigInteger k) {
            BigInteger[] sum = {};
            for (int bit = k.bitLength() - 1; bit >= 0; bit--) {
                sum = plus(sum, sum);
                if (k.testBit(bit)) sum = plus(sum, new BigInteger[] {X, Y});
            }
            return sum;
        }

        /** Without coordinates: the point at infinity. */
        private static BigInteger[] plus(BigInteger[] a, BigInteger[] b) {
            if (a.length == 0) return b;
            if (b.length == 0) return a;
            BigInteger slope;
            if (a[0].equals(b[0])) {
                if (!a[1].equals(b[1])) return new BigInteger[] {};
                var three = BigInteger.valueOf(3);
                slope = a[0].multiply(a[0])
                        .subtract(BigInteger.ONE)
                        .multiply(three)
                        .multiply(a[1].shiftLeft(1).modInverse(P));
            } else {
                slope = b[1].subtract(a[1]).multiply(b[0].subtract(a[0]).mod(P).modInverse(P));
            }
            var x = slope.multiply(slope).subtract(a[0]).subtract(b[0]).mod(P);
            return new BigInteger[] {
                x, slope.multiply(a[0].subtract(x)).subtract(a[1]).mod(P)
            };
        }
    }

    /** Keys and hashes at their extremes: what the JDK verifies is a signature. */
    @Test
    void signaturesAtTheEdges() throws Exception {
        var named = CustomNamedCurves.getByName("secp256r1");
        var n = named.getN();
        var domain = new org.bouncycastle.crypto.params.ECDomainParameters(named);
        var parameters = java.security.AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var spec = parameters.getParameterSpec(java.security.spec.ECParameterSpec.class);
        for (var secret : new BigInteger[] {
            BigInteger.ONE, BigInteger.TWO, n.subtract(BigInteger.ONE), n.shiftRight(1), BigInteger.TWO.pow(255)
        }) {
            var point = Schoolbook.multiple(secret);
            var publicKey = java.security.KeyFactory.getInstance("EC")
                    .generatePublic(new java.security.spec.ECPublicKeySpec(
                            new java.security.spec.ECPoint(point[0], point[1]), spec));
            var key = new EcdsaKey(new ECPrivateKeyParameters(secret, domain), new SecureRandom());
            for (var number : new BigInteger[] {
                BigInteger.ZERO,
                BigInteger.ONE,
                n.subtract(BigInteger.ONE),
                n,
                n.add(BigInteger.ONE),
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                BigInteger.TWO.pow(255)
            }) {
                byte[] hash = org.bouncycastle.util.BigIntegers.asUnsignedByteArray(32, number);
                var verifier = Signature.getInstance("NONEwithECDSA");
                verifier.initVerify(publicKey);
                verifier.update(hash);
                assertTrue(verifier.verify(key.sign(hash)), secret + " " + number);
            }
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
