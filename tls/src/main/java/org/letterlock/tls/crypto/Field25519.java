package org.letterlock.tls.crypto;

/**
 * Arithmetic modulo p = 2^255 - 19 in constant time: five limbs of 51 bits. RFC 7748, 4.1.
 *
 * <p>Limbs are signed and elements need not be reduced: what {@link #multiply}, {@link #square} and {@link #plus121665Times} make may be
 * added or subtracted once and multiplied again. A factor's limbs stay below 2^53, so that the high words are below 2^55 and all
 * sums below 2^62.
 */
final class Field25519 {
    static final int LIMBS = 5;
    private static final int BITS = 51;
    private static final long MASK = (1L << BITS) - 1;

    private Field25519() {}

    static void add(long[] r, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) r[i] = a[i] + b[i];
    }

    static void subtract(long[] r, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) r[i] = a[i] - b[i];
    }

    /** Exchanges {@code a} and {@code b} where {@code mask} is all ones, and not where it is zero. */
    static void swap(long mask, long[] a, long[] b) {
        for (int i = 0; i < LIMBS; i++) {
            long differs = mask & (a[i] ^ b[i]);
            a[i] ^= differs;
            b[i] ^= differs;
        }
    }

    /** r = a b; {@code r} may be one of the others. */
    static void multiply(long[] r, long[] a, long[] b) {
        long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
        long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4];
        // (a 2^6)(b 2^7) has what is above bit 51 of a b in its high word
        long g0 = a0 << 6, g1 = a1 << 6, g2 = a2 << 6, g3 = a3 << 6, g4 = a4 << 6;
        long h0 = b0 << 7, h1 = b1 << 7, h2 = b2 << 7, h3 = b3 << 7, h4 = b4 << 7;

        long c0 = a0 * b0 & MASK;
        long c1 = (a0 * b1 & MASK) + (a1 * b0 & MASK) + high(g0, h0);
        long c2 = (a0 * b2 & MASK) + (a1 * b1 & MASK) + (a2 * b0 & MASK) + high(g0, h1) + high(g1, h0);
        long c3 = (a0 * b3 & MASK) + (a1 * b2 & MASK) + (a2 * b1 & MASK) + (a3 * b0 & MASK);
        c3 += high(g0, h2) + high(g1, h1) + high(g2, h0);
        long c4 = (a0 * b4 & MASK) + (a1 * b3 & MASK) + (a2 * b2 & MASK) + (a3 * b1 & MASK) + (a4 * b0 & MASK);
        c4 += high(g0, h3) + high(g1, h2) + high(g2, h1) + high(g3, h0);
        long c5 = (a1 * b4 & MASK) + (a2 * b3 & MASK) + (a3 * b2 & MASK) + (a4 * b1 & MASK);
        c5 += high(g0, h4) + high(g1, h3) + high(g2, h2) + high(g3, h1) + high(g4, h0);
        long c6 = (a2 * b4 & MASK) + (a3 * b3 & MASK) + (a4 * b2 & MASK);
        c6 += high(g1, h4) + high(g2, h3) + high(g3, h2) + high(g4, h1);
        long c7 = (a3 * b4 & MASK) + (a4 * b3 & MASK) + high(g2, h4) + high(g3, h3) + high(g4, h2);
        long c8 = (a4 * b4 & MASK) + high(g3, h4) + high(g4, h3);
        long c9 = high(g4, h4);
        fold(r, c0 + 19 * c5, c1 + 19 * c6, c2 + 19 * c7, c3 + 19 * c8, c4 + 19 * c9);
    }

    /** r = a^2. */
    static void square(long[] r, long[] a) {
        long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];
        long g0 = a0 << 6, g1 = a1 << 6, g2 = a2 << 6, g3 = a3 << 6, g4 = a4 << 6;
        long h0 = a0 << 7, h1 = a1 << 7, h2 = a2 << 7, h3 = a3 << 7, h4 = a4 << 7;

        long c0 = a0 * a0 & MASK;
        long c1 = 2 * (a0 * a1 & MASK) + high(g0, h0);
        long c2 = 2 * ((a0 * a2 & MASK) + high(g0, h1)) + (a1 * a1 & MASK);
        long c3 = 2 * ((a0 * a3 & MASK) + (a1 * a2 & MASK) + high(g0, h2)) + high(g1, h1);
        long c4 = 2 * ((a0 * a4 & MASK) + (a1 * a3 & MASK) + high(g0, h3) + high(g1, h2)) + (a2 * a2 & MASK);
        long c5 = 2 * ((a1 * a4 & MASK) + (a2 * a3 & MASK) + high(g0, h4) + high(g1, h3)) + high(g2, h2);
        long c6 = 2 * ((a2 * a4 & MASK) + high(g1, h4) + high(g2, h3)) + (a3 * a3 & MASK);
        long c7 = 2 * ((a3 * a4 & MASK) + high(g2, h4)) + high(g3, h3);
        long c8 = 2 * high(g3, h4) + (a4 * a4 & MASK);
        long c9 = high(g4, h4);
        fold(r, c0 + 19 * c5, c1 + 19 * c6, c2 + 19 * c7, c3 + 19 * c8, c4 + 19 * c9);
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /** Carries each limb into the next, the last into the first: 2^255 = 19. What is left is within 2^16 of the interval from 0 to 2^51. */
    private static void fold(long[] r, long c0, long c1, long c2, long c3, long c4) {
        r[0] = (c0 & MASK) + 19 * (c4 >> BITS);
        r[1] = (c1 & MASK) + (c0 >> BITS);
        r[2] = (c2 & MASK) + (c1 >> BITS);
        r[3] = (c3 & MASK) + (c2 >> BITS);
        r[4] = (c4 & MASK) + (c3 >> BITS);
    }

    /** r = a + 121665 b: what doubling on the curve needs. */
    static void plus121665Times(long[] r, long[] a, long[] b) {
        long k = 121665;
        long carry = 19 * high(b[4] << 6, k << 7);
        for (int i = 0; i < LIMBS; i++) {
            long next = high(b[i] << 6, k << 7);
            r[i] = a[i] + (b[i] * k & MASK) + carry;
            carry = next;
        }
    }

    private static void square(long[] r, long[] a, int times) {
        square(r, a);
        for (int i = 1; i < times; i++) square(r, r);
    }

    /** r = 1 / a = a^(p-2); zero for zero. Fermat. */
    static void invert(long[] r, long[] a) {
        var a9 = new long[LIMBS];
        var a11 = new long[LIMBS];
        var x5 = new long[LIMBS]; // xN: the exponent of N ones
        var x10 = new long[LIMBS];
        var x50 = new long[LIMBS];
        var x100 = new long[LIMBS];
        var t = new long[LIMBS];
        square(a11, a);
        square(t, a11, 2);
        multiply(a9, t, a);
        multiply(a11, a9, a11);
        square(t, a11);
        multiply(x5, t, a9);
        square(t, x5, 5);
        multiply(x10, t, x5);
        square(t, x10, 10);
        multiply(t, t, x10); // x20
        square(x50, t, 20);
        multiply(t, x50, t); // x40
        square(t, t, 10);
        multiply(x50, t, x10);
        square(t, x50, 50);
        multiply(x100, t, x50);
        square(t, x100, 100);
        multiply(t, t, x100); // x200
        square(t, t, 50);
        multiply(t, t, x50); // x250; p - 2 is 250 ones, then 01011, which is 11
        square(t, t, 5);
        multiply(r, t, a11);
    }

    /** The number of 32 octets, the lowest first, without its highest bit. */
    static long[] of(byte[] octets) {
        long w0 = word(octets, 0), w1 = word(octets, 8), w2 = word(octets, 16), w3 = word(octets, 24);
        return new long[] {
            w0 & MASK,
            (w0 >>> 51 | w1 << 13) & MASK,
            (w1 >>> 38 | w2 << 26) & MASK,
            (w2 >>> 25 | w3 << 39) & MASK,
            w3 >>> 12 & MASK
        };
    }

    private static long word(byte[] octets, int from) {
        long word = 0;
        for (int i = 7; i >= 0; i--) word = word << 8 | octets[from + i] & 0xFF;
        return word;
    }

    /** The value from 0 to p-1 as 32 octets, the lowest first. */
    static byte[] octets(long[] a) {
        var v = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) v[i] = a[i] + 2 * MASK; // 2 p, and 36 more
        v[0] -= 36;
        carry(v);
        carry(v); // below 2^255
        long least = v[0] + 19; // p or more: then v + 19 has bit 255
        for (int i = 1; i < LIMBS; i++) least = v[i] + (least >> BITS);
        v[0] += 19 * (least >> BITS);
        carry(v, 0);
        var octets = new byte[32];
        for (int i = 0; i < 32; i++) {
            int limb = 8 * i / BITS;
            int shift = 8 * i % BITS;
            long octet = v[limb] >>> shift;
            if (shift > BITS - 8 && limb + 1 < LIMBS) octet |= v[limb + 1] << (BITS - shift);
            octets[i] = (byte) octet;
        }
        return octets;
    }

    private static void carry(long[] v) {
        carry(v, 19);
    }

    /** One limb after the other; what is above bit 255 comes back {@code times} at the lowest. */
    private static void carry(long[] v, long times) {
        for (int i = 0; i + 1 < LIMBS; i++) {
            v[i + 1] += v[i] >> BITS;
            v[i] &= MASK;
        }
        v[0] += times * (v[4] >> BITS);
        v[4] &= MASK;
    }
}
