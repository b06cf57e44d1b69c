package org.letterlock.tls.crypto;

import java.math.BigInteger;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.AbstractECMultiplier;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * Multiples of the base point of P-256 in constant time, for signatures. A comb of 52 signed odd digits of five bits each adds one of
 * 16 points a digit from a table of the base point's multiples; the additions are complete (J. Renes, C. Costello, L. Batina,
 * "Complete addition formulas for prime order elliptic curves", algorithm 4 with Z2 = 1), so no scalar is a special case.
 * Why not Bouncy Castle's: docs/decisions/0104.
 */
final class P256Multiplier extends AbstractECMultiplier {
    private static final int DIGIT = 5;
    private static final int DIGITS = 51; // and a last one that is always 1
    private static final int POINTS = 1 << (DIGIT - 1);
    private static final int LIMBS = 5;
    private static final int POINT = 2 * LIMBS;
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

    private final long[] b = P256Field.of(B);
    private final long[] one = P256Field.of(BigInteger.ONE);
    private final BigInteger order;
    /** For each digit the base point's multiples 2^(5 digit) (2 index + 1), affine, x before y; at last 2^255. */
    private final long[] table;

    P256Multiplier() {
        var curve = CustomNamedCurves.getByName("secp256r1");
        order = curve.getN();
        var points = new ECPoint[DIGITS * POINTS + 1];
        var base = curve.getG();
        for (int digit = 0; digit < DIGITS; digit++) {
            var twice = base.twice();
            points[digit * POINTS] = base;
            for (int i = 1; i < POINTS; i++) points[digit * POINTS + i] = points[digit * POINTS + i - 1].add(twice);
            base = base.timesPow2(DIGIT);
        }
        points[DIGITS * POINTS] = base;
        curve.getCurve().normalizeAll(points);
        table = new long[points.length * POINT];
        for (int i = 0; i < points.length; i++) {
            var x = P256Field.of(points[i].getAffineXCoord().toBigInteger());
            var y = P256Field.of(points[i].getAffineYCoord().toBigInteger());
            System.arraycopy(x, 0, table, i * POINT, LIMBS);
            System.arraycopy(y, 0, table, i * POINT + LIMBS, LIMBS);
        }
    }

    /** {@code k} times the base point; {@code base} is only asked for its curve. The result is checked to lie on it. */
    @Override
    protected ECPoint multiplyPositive(ECPoint base, BigInteger k) {
        if (k.signum() <= 0 || k.compareTo(order) >= 0) throw new IllegalArgumentException("not in 1 to n-1");
        // only odd scalars have odd digits: for an even one, that of the negated point
        byte[] plain = BigIntegers.asUnsignedByteArray(32, k);
        byte[] negated = BigIntegers.asUnsignedByteArray(32, order.subtract(k));
        int even = (plain[31] & 1) - 1; // all ones or zero
        var scalar = new byte[33];
        for (int i = 0; i < 32; i++) scalar[i + 1] = (byte) (plain[i] & ~even | negated[i] & even);

        var sum = new long[3][];
        int last = DIGITS * POINTS * POINT;
        sum[0] = java.util.Arrays.copyOfRange(table, last, last + LIMBS);
        sum[1] = java.util.Arrays.copyOfRange(table, last + LIMBS, last + POINT);
        sum[2] = one.clone();
        var scratch = new long[6][LIMBS];
        var x = new long[LIMBS];
        var y = new long[LIMBS];
        for (int digit = 0; digit < DIGITS; digit++) {
            // six bits, the lowest taken as one, less 32: an odd number from -31 to 31
            int value = (bits(scalar, digit * DIGIT) | 1) - (1 << DIGIT);
            int sign = value >> 31;
            int index = ((value ^ sign) - sign) >> 1;
            select(digit, index, sign, x, y);
            add(sum, x, y, scratch);
        }
        P256Field.invert(scratch[0], sum[2]);
        P256Field.multiply(sum[0], sum[0], scratch[0]);
        P256Field.multiply(sum[1], sum[1], scratch[0]);
        long negative = even;
        for (int j = 0; j < LIMBS; j++) sum[1][j] = (sum[1][j] ^ negative) - negative; // back from the negated point
        var affineX = new BigInteger(1, P256Field.octets(sum[0]));
        var affineY = new BigInteger(1, P256Field.octets(sum[1]));
        return base.getCurve().createPoint(affineX, affineY);
    }

    /** Six bits of a big-endian number, from {@code bit} on. */
    private static int bits(byte[] number, int bit) {
        int at = number.length - 1 - bit / 8;
        int two = number[at] & 0xFF | (at > 0 ? (number[at - 1] & 0xFF) << 8 : 0);
        return two >> (bit % 8) & 0x3F;
    }

    /** The point of the table, negated where {@code sign} is all ones; all 16 are read. */
    private void select(int digit, int index, int sign, long[] x, long[] y) {
        for (int j = 0; j < LIMBS; j++) {
            x[j] = 0;
            y[j] = 0;
        }
        for (int i = 0; i < POINTS; i++) {
            int differs = i ^ index;
            long mask = (long) ((differs | -differs) >> 31) ^ -1L; // all ones for the one
            int at = (digit * POINTS + i) * POINT;
            for (int j = 0; j < LIMBS; j++) {
                x[j] |= table[at + j] & mask;
                y[j] |= table[at + LIMBS + j] & mask;
            }
        }
        long negative = sign;
        for (int j = 0; j < LIMBS; j++) y[j] = (y[j] ^ negative) - negative;
    }

    /** sum += (x2, y2): algorithm 4, step by step, with Z2 = 1. */
    private void add(long[][] sum, long[] x2, long[] y2, long[][] scratch) {
        long[] x1 = sum[0], y1 = sum[1], z1 = sum[2];
        long[] t0 = scratch[0], t1 = scratch[1], t2 = scratch[2], t3 = scratch[3], t4 = scratch[4], u = scratch[5];
        P256Field.multiply(t0, x1, x2);
        P256Field.multiply(t1, y1, y2);
        P256Field.add(t3, x1, y1);
        P256Field.add(t4, x2, y2);
        P256Field.multiply(t3, t3, t4);
        P256Field.subtract(t3, t3, t0);
        P256Field.subtract(t3, t3, t1); // x1 y2 + x2 y1
        P256Field.multiply(t4, y2, z1);
        P256Field.add(t4, t4, y1); // y1 + y2 z1
        P256Field.multiply(u, x2, z1);
        P256Field.add(u, u, x1); // x1 + x2 z1
        P256Field.multiply(t2, b, z1);
        P256Field.subtract(x1, u, t2);
        triple(x1, x1); // 3 (u - b z1)
        P256Field.multiply(u, b, u);
        triple(t2, z1);
        P256Field.subtract(u, u, t2);
        P256Field.subtract(u, u, t0);
        triple(u, u); // 3 (b u - 3 z1 - x1 x2)
        triple(t0, t0);
        P256Field.subtract(t0, t0, t2); // 3 (x1 x2 - z1)
        P256Field.subtract(z1, t1, x1); // y1 y2 - 3 (…)
        P256Field.add(t1, t1, x1); // y1 y2 + 3 (…)
        // now x1 = t3 t1 - t4 u, y1 = t1 z1 + t0 u, z1 = t4 z1 + t3 t0
        P256Field.multiply(x1, t3, t1);
        P256Field.multiply(y1, t1, z1);
        P256Field.multiply(t2, t4, u);
        P256Field.subtract(x1, x1, t2);
        P256Field.multiply(t2, t0, u);
        P256Field.add(y1, y1, t2);
        P256Field.multiply(z1, t4, z1);
        P256Field.multiply(t2, t3, t0);
        P256Field.add(z1, z1, t2);
    }

    private static void triple(long[] r, long[] a) {
        for (int i = 0; i < LIMBS; i++) r[i] = 3 * a[i];
    }
}
