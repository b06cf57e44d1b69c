package org.letterlock.tls.crypto;

import java.math.BigInteger;

/**
 * Arithmetic modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 in constant time: five limbs of 52 bits, in Montgomery's form with R =
 * 2^260. P. L. Montgomery, "Modular multiplication without trial division"; p: SEC 2, 2.4.2.
 *
 * <p>Limbs are signed and elements need not be reduced: sums of up to 16 products may be multiplied again. What {@link
 * #multiply} makes lies within p of the interval from 0 to p, its limbs within 53 bits.
 */
final class P256Field {
    static final BigInteger P = BigInteger.TWO
            .pow(256)
            .subtract(BigInteger.TWO.pow(224))
            .add(BigInteger.TWO.pow(192))
            .add(BigInteger.TWO.pow(96))
            .subtract(BigInteger.ONE);

    private static final int LIMBS = 5;
    private static final int BITS = 52;
    private static final long MASK = (1L << BITS) - 1;

    private P256Field() {}

    /** The Montgomery form of a public value. */
    static long[] of(BigInteger value) {
        return limbs(value.shiftLeft(LIMBS * BITS).mod(P));
    }

    private static long[] limbs(BigInteger value) {
        var limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) limbs[i] = value.shiftRight(BITS * i).longValue() & MASK;
        return limbs;
    }

    static void add(long[] r, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) r[i] = a[i] + b[i];
    }

    static void subtract(long[] r, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) r[i] = a[i] - b[i];
    }

    /** r = a b / R mod p; {@code r} may be one of the others. */
    static void multiply(long[] r, long[] a, long[] b) {
        long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
        long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4];
        // (a 2^6)(b 2^6) has what is above bit 52 of a b in its high word; what is left of a column's products below
        // that is known modulo 2^64, and is less
        long g0 = a0 << 6, g1 = a1 << 6, g2 = a2 << 6, g3 = a3 << 6, g4 = a4 << 6;
        long h0 = b0 << 6, h1 = b1 << 6, h2 = b2 << 6, h3 = b3 << 6, h4 = b4 << 6;

        long u0 = high(g0, h0);
        long c0 = a0 * b0 - (u0 << BITS);
        long u1 = high(g0, h1) + high(g1, h0);
        long c1 = a0 * b1 + a1 * b0 - (u1 << BITS) + u0;
        long u2 = high(g0, h2) + high(g1, h1) + high(g2, h0);
        long c2 = a0 * b2 + a1 * b1 + a2 * b0 - (u2 << BITS) + u1;
        long u3 = high(g0, h3) + high(g1, h2) + high(g2, h1) + high(g3, h0);
        long c3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - (u3 << BITS) + u2;
        long u4 = high(g0, h4) + high(g1, h3) + high(g2, h2) + high(g3, h1) + high(g4, h0);
        long c4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - (u4 << BITS) + u3;
        long u5 = high(g1, h4) + high(g2, h3) + high(g3, h2) + high(g4, h1);
        long c5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 - (u5 << BITS) + u4;
        long u6 = high(g2, h4) + high(g3, h3) + high(g4, h2);
        long c6 = a2 * b4 + a3 * b3 + a4 * b2 - (u6 << BITS) + u5;
        long u7 = high(g3, h4) + high(g4, h3);
        long c7 = a3 * b4 + a4 * b3 - (u7 << BITS) + u6;
        long u8 = high(g4, h4);
        long c8 = a4 * b4 - (u8 << BITS) + u7;
        reduce(r, c0, c1, c2, c3, c4, c5, c6, c7, c8, u8);
    }

    /** r = a^2 / R mod p; {@code r} may be {@code a}, which may be a sum of up to four products. */
    static void square(long[] r, long[] a) {
        long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
        long d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, d3 = 2 * a3;
        long g0 = a0 << 6, g1 = a1 << 6, g2 = a2 << 6, g3 = a3 << 6, g4 = a4 << 6;
        long e0 = a0 << 7, e1 = a1 << 7, e2 = a2 << 7, e3 = a3 << 7;

        long u0 = high(g0, g0);
        long c0 = a0 * a0 - (u0 << BITS);
        long u1 = high(e0, g1);
        long c1 = d0 * a1 - (u1 << BITS) + u0;
        long u2 = high(e0, g2) + high(g1, g1);
        long c2 = d0 * a2 + a1 * a1 - (u2 << BITS) + u1;
        long u3 = high(e0, g3) + high(e1, g2);
        long c3 = d0 * a3 + d1 * a2 - (u3 << BITS) + u2;
        long u4 = high(e0, g4) + high(e1, g3) + high(g2, g2);
        long c4 = d0 * a4 + d1 * a3 + a2 * a2 - (u4 << BITS) + u3;
        long u5 = high(e1, g4) + high(e2, g3);
        long c5 = d1 * a4 + d2 * a3 - (u5 << BITS) + u4;
        long u6 = high(e2, g4) + high(g3, g3);
        long c6 = d2 * a4 + a3 * a3 - (u6 << BITS) + u5;
        long u7 = high(e3, g4);
        long c7 = d3 * a4 - (u7 << BITS) + u6;
        long u8 = high(g4, g4);
        long c8 = a4 * a4 - (u8 << BITS) + u7;
        reduce(r, c0, c1, c2, c3, c4, c5, c6, c7, c8, u8);
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /**
     * Divides by R. Five times n p is added, which makes the lowest limb zero as p = -1 mod 2^52, and that limb dropped. 2^96 is bit 44
     * of the limb above (its -n and the carry's n cancel), 2^192 bit 36 of the third above, 2^256 - 2^224 bits 48 and 16 of the fourth.
     */
    private static void reduce(
            long[] r, long c0, long c1, long c2, long c3, long c4, long c5, long c6, long c7, long c8, long c9) {
        long n0 = c0 & MASK;
        c1 += (c0 >> BITS) + (n0 << 44 & MASK);
        c2 += n0 >>> 8;
        c3 += n0 << 36 & MASK;
        c4 += (n0 >>> 16) + (n0 << 48 & MASK) - (n0 << 16 & MASK);
        c5 += (n0 >>> 4) - (n0 >>> 36);
        long n1 = c1 & MASK;
        c2 += (c1 >> BITS) + (n1 << 44 & MASK);
        c3 += n1 >>> 8;
        c4 += n1 << 36 & MASK;
        c5 += (n1 >>> 16) + (n1 << 48 & MASK) - (n1 << 16 & MASK);
        c6 += (n1 >>> 4) - (n1 >>> 36);
        long n2 = c2 & MASK;
        c3 += (c2 >> BITS) + (n2 << 44 & MASK);
        c4 += n2 >>> 8;
        c5 += n2 << 36 & MASK;
        c6 += (n2 >>> 16) + (n2 << 48 & MASK) - (n2 << 16 & MASK);
        c7 += (n2 >>> 4) - (n2 >>> 36);
        long n3 = c3 & MASK;
        c4 += (c3 >> BITS) + (n3 << 44 & MASK);
        c5 += n3 >>> 8;
        c6 += n3 << 36 & MASK;
        c7 += (n3 >>> 16) + (n3 << 48 & MASK) - (n3 << 16 & MASK);
        c8 += (n3 >>> 4) - (n3 >>> 36);
        long n4 = c4 & MASK;
        c5 += (c4 >> BITS) + (n4 << 44 & MASK);
        c6 += n4 >>> 8;
        c7 += n4 << 36 & MASK;
        c8 += (n4 >>> 16) + (n4 << 48 & MASK) - (n4 << 16 & MASK);
        c9 += (n4 >>> 4) - (n4 >>> 36);

        c6 += c5 >> BITS;
        c7 += c6 >> BITS;
        c8 += c7 >> BITS;
        c9 += c8 >> BITS;
        // what is above 2^256 folds down: 2^256 = 2^224 - 2^192 - 2^96 + 1
        long t = c9 >> 48;
        r[0] = (c5 & MASK) + t;
        r[1] = (c6 & MASK) - (t << 44);
        r[2] = c7 & MASK;
        r[3] = (c8 & MASK) - (t << 36);
        r[4] = (c9 & ((1L << 48) - 1)) + (t << 16);
    }

    /** r = a^(2^times). */
    static void square(long[] r, long[] a, int times) {
        square(r, a);
        for (int i = 1; i < times; i++) square(r, r);
    }

    /** r = 1 / a = a^(p-2); zero for zero. Fermat. */
    static void invert(long[] r, long[] a) {
        var x2 = new long[LIMBS];
        var x3 = new long[LIMBS];
        var x6 = new long[LIMBS];
        var x15 = new long[LIMBS];
        var x32 = new long[LIMBS];
        var x47 = new long[LIMBS];
        var t = new long[LIMBS];
        // xN: the exponent of N ones
        square(t, a, 1);
        multiply(x2, t, a);
        square(t, x2, 1);
        multiply(x3, t, a);
        square(t, x3, 3);
        multiply(x6, t, x3);
        square(t, x6, 6);
        multiply(t, t, x6); // x12
        square(t, t, 3);
        multiply(x15, t, x3);
        square(t, x15, 1);
        multiply(t, t, a); // x16
        square(x32, t, 16);
        multiply(x32, x32, t);
        square(t, x32, 15);
        multiply(x47, t, x15);
        // p - 2 in binary: 32 ones, 31 zeros, a one, 96 zeros, 94 ones, a zero, a one
        square(t, t, 17);
        multiply(t, t, a);
        square(t, t, 143);
        multiply(t, t, x47);
        square(t, t, 47);
        multiply(t, t, x47);
        square(t, t, 2);
        multiply(r, t, a);
    }

    /** The value in the usual form, from 0 to p-1, as 32 octets. */
    static byte[] octets(long[] a) {
        var one = new long[LIMBS];
        one[0] = 1;
        var v = new long[LIMBS];
        multiply(v, a, one); // out of Montgomery's form; within p of 0..p
        // to 0..p-1: add p once, then take p away twice where it fits
        addP(v, 1, -1L);
        subtractPIfNotLess(v);
        subtractPIfNotLess(v);
        subtractPIfNotLess(v);
        var octets = new byte[32];
        for (int i = 0; i < 32; i++) {
            int bit = 8 * i;
            int limb = bit / BITS;
            int shift = bit % BITS;
            long octet = v[limb] >>> shift;
            if (shift > BITS - 8 && limb + 1 < LIMBS) octet |= v[limb + 1] << (BITS - shift);
            octets[31 - i] = (byte) octet;
        }
        return octets;
    }

    /** v += sign p where {@code mask} is all ones, carried. */
    private static void addP(long[] v, long sign, long mask) {
        v[0] += sign * MASK & mask;
        v[1] += sign * ((1L << 44) - 1) & mask;
        v[3] += sign * (1L << 36) & mask;
        v[4] += sign * ((1L << 48) - (1L << 16)) & mask;
        for (int i = 0; i + 1 < LIMBS; i++) {
            v[i + 1] += v[i] >> BITS;
            v[i] &= MASK;
        }
    }

    private static void subtractPIfNotLess(long[] v) {
        addP(v, -1, -1L);
        addP(v, 1, v[4] >> 63); // it was less: back again
    }
}
