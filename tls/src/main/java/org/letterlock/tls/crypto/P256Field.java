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
        // (a 2^6)(b 2^6) has what is above bit 52 of a b in its high word
        long h0 = a0 << 6, h1 = a1 << 6, h2 = a2 << 6, h3 = a3 << 6, h4 = a4 << 6;
        long c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0;

        long x0 = b[0], y0 = x0 << 6;
        c0 += a0 * x0 & MASK;
        c1 += (a1 * x0 & MASK) + Math.multiplyHigh(h0, y0);
        c2 += (a2 * x0 & MASK) + Math.multiplyHigh(h1, y0);
        c3 += (a3 * x0 & MASK) + Math.multiplyHigh(h2, y0);
        c4 += (a4 * x0 & MASK) + Math.multiplyHigh(h3, y0);
        // add n p, which makes the lowest limb zero as p = -1 mod 2^52, and drop that limb. 2^96 is bit 44 of limb 1
        // (its
        // -n and the carry's n cancel), 2^192 bit 36 of limb 3, 2^256 - 2^224 bits 48 and 16 of limb 4
        long n0 = c0 & MASK;
        c0 = c1 + (c0 >> BITS) + (n0 << 44 & MASK);
        c1 = c2 + (n0 >>> 8);
        c2 = c3 + (n0 << 36 & MASK);
        c3 = c4 + (n0 >>> 16) + (n0 << 48 & MASK) - (n0 << 16 & MASK);
        c4 = Math.multiplyHigh(h4, y0) + (n0 >>> 4) - (n0 >>> 36);

        long x1 = b[1], y1 = x1 << 6;
        c0 += a0 * x1 & MASK;
        c1 += (a1 * x1 & MASK) + Math.multiplyHigh(h0, y1);
        c2 += (a2 * x1 & MASK) + Math.multiplyHigh(h1, y1);
        c3 += (a3 * x1 & MASK) + Math.multiplyHigh(h2, y1);
        c4 += (a4 * x1 & MASK) + Math.multiplyHigh(h3, y1);
        long n1 = c0 & MASK;
        c0 = c1 + (c0 >> BITS) + (n1 << 44 & MASK);
        c1 = c2 + (n1 >>> 8);
        c2 = c3 + (n1 << 36 & MASK);
        c3 = c4 + (n1 >>> 16) + (n1 << 48 & MASK) - (n1 << 16 & MASK);
        c4 = Math.multiplyHigh(h4, y1) + (n1 >>> 4) - (n1 >>> 36);

        long x2 = b[2], y2 = x2 << 6;
        c0 += a0 * x2 & MASK;
        c1 += (a1 * x2 & MASK) + Math.multiplyHigh(h0, y2);
        c2 += (a2 * x2 & MASK) + Math.multiplyHigh(h1, y2);
        c3 += (a3 * x2 & MASK) + Math.multiplyHigh(h2, y2);
        c4 += (a4 * x2 & MASK) + Math.multiplyHigh(h3, y2);
        long n2 = c0 & MASK;
        c0 = c1 + (c0 >> BITS) + (n2 << 44 & MASK);
        c1 = c2 + (n2 >>> 8);
        c2 = c3 + (n2 << 36 & MASK);
        c3 = c4 + (n2 >>> 16) + (n2 << 48 & MASK) - (n2 << 16 & MASK);
        c4 = Math.multiplyHigh(h4, y2) + (n2 >>> 4) - (n2 >>> 36);

        long x3 = b[3], y3 = x3 << 6;
        c0 += a0 * x3 & MASK;
        c1 += (a1 * x3 & MASK) + Math.multiplyHigh(h0, y3);
        c2 += (a2 * x3 & MASK) + Math.multiplyHigh(h1, y3);
        c3 += (a3 * x3 & MASK) + Math.multiplyHigh(h2, y3);
        c4 += (a4 * x3 & MASK) + Math.multiplyHigh(h3, y3);
        long n3 = c0 & MASK;
        c0 = c1 + (c0 >> BITS) + (n3 << 44 & MASK);
        c1 = c2 + (n3 >>> 8);
        c2 = c3 + (n3 << 36 & MASK);
        c3 = c4 + (n3 >>> 16) + (n3 << 48 & MASK) - (n3 << 16 & MASK);
        c4 = Math.multiplyHigh(h4, y3) + (n3 >>> 4) - (n3 >>> 36);

        long x4 = b[4], y4 = x4 << 6;
        c0 += a0 * x4 & MASK;
        c1 += (a1 * x4 & MASK) + Math.multiplyHigh(h0, y4);
        c2 += (a2 * x4 & MASK) + Math.multiplyHigh(h1, y4);
        c3 += (a3 * x4 & MASK) + Math.multiplyHigh(h2, y4);
        c4 += (a4 * x4 & MASK) + Math.multiplyHigh(h3, y4);
        long n4 = c0 & MASK;
        c0 = c1 + (c0 >> BITS) + (n4 << 44 & MASK);
        c1 = c2 + (n4 >>> 8);
        c2 = c3 + (n4 << 36 & MASK);
        c3 = c4 + (n4 >>> 16) + (n4 << 48 & MASK) - (n4 << 16 & MASK);
        c4 = Math.multiplyHigh(h4, y4) + (n4 >>> 4) - (n4 >>> 36);

        c1 += c0 >> BITS;
        c2 += c1 >> BITS;
        c3 += c2 >> BITS;
        c4 += c3 >> BITS;
        // what is above 2^256 folds down: 2^256 = 2^224 - 2^192 - 2^96 + 1
        long t = c4 >> 48;
        r[0] = (c0 & MASK) + t;
        r[1] = (c1 & MASK) - (t << 44);
        r[2] = c2 & MASK;
        r[3] = (c3 & MASK) - (t << 36);
        r[4] = (c4 & ((1L << 48) - 1)) + (t << 16);
    }

    /** r = a^(2^times). */
    static void square(long[] r, long[] a, int times) {
        multiply(r, a, a);
        for (int i = 1; i < times; i++) multiply(r, r, r);
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
