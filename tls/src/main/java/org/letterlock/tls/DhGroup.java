package org.letterlock.tls;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.crypto.generators.DHParametersGenerator;
import org.bouncycastle.tls.crypto.DHGroup;
import org.bouncycastle.tls.crypto.DHStandardGroups;
import org.jspecify.annotations.Nullable;

/**
 * A finite-field group for DHE suites of TLS 1.2 and earlier: one that has a name, or one of the operator's own. Whatever comes
 * in by {@link #of} has been looked at: a prime of 1024 to 10000 bits and a generator that fits it. The key of each
 * handshake is made for it and used once; where (p-1)/2 is prime it is a short one. RFC 7919, 5.2; RFC 3526.
 */
public final class DhGroup {
    /** No prime is looked at beyond this size: OpenSSL takes no larger one either, and testing it takes time. */
    public static final int LARGEST = 10_000;

    /** Below this size nothing is taken. */
    public static final int SMALLEST = 1024;

    /** Below this size a group is for {@code legacy} listeners only. RFC 9325, 4.1. */
    public static final int STRONG = 2048;

    public static final DhGroup FFDHE2048 = named("ffdhe2048", DHStandardGroups.rfc7919_ffdhe2048, TlsGroup.FFDHE2048);
    public static final DhGroup FFDHE3072 = named("ffdhe3072", DHStandardGroups.rfc7919_ffdhe3072, TlsGroup.FFDHE3072);
    public static final DhGroup FFDHE4096 = named("ffdhe4096", DHStandardGroups.rfc7919_ffdhe4096, TlsGroup.FFDHE4096);
    public static final DhGroup FFDHE6144 = named("ffdhe6144", DHStandardGroups.rfc7919_ffdhe6144, TlsGroup.FFDHE6144);
    public static final DhGroup FFDHE8192 = named("ffdhe8192", DHStandardGroups.rfc7919_ffdhe8192, TlsGroup.FFDHE8192);
    /** IKE group 14. */
    public static final DhGroup MODP14 = named("modp14", DHStandardGroups.rfc3526_2048, null);

    public static final DhGroup MODP15 = named("modp15", DHStandardGroups.rfc3526_3072, null);
    public static final DhGroup MODP16 = named("modp16", DHStandardGroups.rfc3526_4096, null);
    public static final DhGroup MODP17 = named("modp17", DHStandardGroups.rfc3526_6144, null);
    public static final DhGroup MODP18 = named("modp18", DHStandardGroups.rfc3526_8192, null);

    private static final List<DhGroup> KNOWN = List.of(
            FFDHE2048,
            FFDHE3072,
            FFDHE4096,
            FFDHE6144,
            FFDHE8192,
            MODP14,
            MODP15,
            MODP16,
            MODP17,
            MODP18,
            small("modp2", DHStandardGroups.rfc2409_1024),
            Rfc5114.group22(),
            Rfc5114.group23(),
            Rfc5114.group24());

    private static final int SMALLEST_SUBGROUP = 160;
    private static final int STRONG_SUBGROUP = 224; // 112 bits of strength, as 2048 bits of p
    private static final int TRIAL = 1 << 16;

    private final String text;
    private final DHGroup bc;
    private final boolean safe;
    private final @Nullable TlsGroup named;
    private final @Nullable String weakness;

    private DhGroup(String text, DHGroup bc, boolean safe, @Nullable TlsGroup named, @Nullable String weakness) {
        this.text = text;
        this.bc = bc;
        this.safe = safe;
        this.named = named;
        this.weakness = weakness;
    }

    private static DhGroup named(String text, DHGroup bc, @Nullable TlsGroup named) {
        return new DhGroup(text, bc, true, named, null);
    }

    /** IKE group 2 (RFC 2409, 6.2): what servers had built in before DH groups could be configured. */
    private static DhGroup small(String text, DHGroup bc) {
        return new DhGroup(text, bc, true, null, few(bc.getP().bitLength()));
    }

    private static String few(int bits) {
        return "its prime has " + bits + " bits, fewer than " + STRONG;
    }

    /** A group with a name that nobody should use: there to show what clients say to it. */
    static DhGroup discouraged(String text, String p, String q, String g) {
        var group = new DHGroup(new BigInteger(p, 16), new BigInteger(q, 16), new BigInteger(g, 16), 0);
        return new DhGroup(text, group, false, null, "nobody knows how its numbers were chosen (RFC 8247, 2.4)");
    }

    /** All groups with a name. */
    public static List<DhGroup> known() {
        return KNOWN;
    }

    /** The group by its name in the configuration. */
    public static Optional<DhGroup> named(String name) {
        return KNOWN.stream().filter(g -> g.text.equals(name)).findFirst();
    }

    /**
     * The group with these numbers, found among the known ones or looked at closely, which may take seconds.
     *
     * @param p the modulus
     * @param q the order of the generator, if it is known
     * @param g the generator
     * @throws InvalidAlgorithmParameterException saying which number is wrong, and why
     */
    public static DhGroup of(BigInteger p, Optional<BigInteger> q, BigInteger g)
            throws InvalidAlgorithmParameterException {
        int bits = p.bitLength();
        if (p.signum() <= 0 || bits < SMALLEST)
            throw wrong("its prime has " + bits + " bits, and below " + SMALLEST + " none is safe");
        if (bits > LARGEST) throw wrong("its prime has " + bits + " bits; at most " + LARGEST + " are taken");
        for (var known : KNOWN) if (known.bc.getP().equals(p) && known.bc.getG().equals(g)) return known;
        if (q.isPresent() && q.get().bitLength() >= bits) throw wrong("q is no smaller than p");
        if (!isPrime(p)) throw wrong("p is not a prime number");
        var one = BigInteger.ONE;
        var even = p.subtract(one);
        if (g.compareTo(one) <= 0 || g.compareTo(even) >= 0) throw wrong("its generator is not between 1 and p-1");
        var half = p.shiftRight(1);
        if (q.isEmpty() ? isPrime(half) : q.get().equals(half) && isPrime(half)) {
            boolean inSubgroup = g.modPow(half, p).equals(one); // else it makes the whole group: fine, but y^q is not 1
            return own(new DHGroup(p, inSubgroup ? half : null, g, shortExponent(bits)), true, null);
        }
        if (q.isPresent()) return withSubgroup(p, q.get(), g);
        if (g.modPow(smoothPart(even), p).equals(one))
            throw wrong("its generator makes a small group only, so that the secret could be guessed");
        return own(
                new DHGroup(p, null, g, 0),
                false,
                "(p-1)/2 is not prime and no q is given, so nobody can check its generator");
    }

    private static DhGroup withSubgroup(BigInteger p, BigInteger q, BigInteger g)
            throws InvalidAlgorithmParameterException {
        if (q.signum() <= 0 || q.bitLength() < SMALLEST_SUBGROUP)
            throw wrong("q has " + q.bitLength() + " bits; at least " + SMALLEST_SUBGROUP + " are needed");
        if (p.subtract(BigInteger.ONE).mod(q).signum() != 0) throw wrong("q does not divide p-1");
        if (!isPrime(q)) throw wrong("q is not a prime number");
        if (!g.modPow(q, p).equals(BigInteger.ONE)) throw wrong("its generator is not of order q");
        var small = q.bitLength() < STRONG_SUBGROUP ? "q has " + q.bitLength() + " bits only" : null;
        return own(new DHGroup(p, q, g, 0), false, small);
    }

    private static DhGroup own(DHGroup bc, boolean safe, @Nullable String weakness) {
        int bits = bc.getP().bitLength();
        return new DhGroup("custom" + bits, bc, safe, null, bits < STRONG ? few(bits) : weakness);
    }

    /** Refuses a size of which no group is made. */
    public static void checkSize(int bits) {
        if (bits < STRONG || bits > LARGEST)
            throw new IllegalArgumentException("a group has " + STRONG + " to " + LARGEST + " bits, not " + bits);
    }

    /** A new group of a safe prime, which takes minutes. */
    public static DhGroup generate(int bits, SecureRandom random) {
        checkSize(bits);
        var generator = new DHParametersGenerator();
        generator.init(bits, 2, random); // 2 more rounds behind a sieve: the numbers come from us, not from an enemy
        var made = generator.generateParameters();
        return own(new DHGroup(made.getP(), made.getQ(), made.getG(), shortExponent(bits)), true, null);
    }

    private static InvalidAlgorithmParameterException wrong(String problem) {
        return new InvalidAlgorithmParameterException(problem);
    }

    /**
     * Whether this is a prime, as far as one can tell in bounded time: two rounds of Miller-Rabin with random bases and one of
     * Lucas-Lehmer each time, as often as fits the size.
     */
    private static boolean isPrime(BigInteger number) {
        if (KNOWN.stream().anyMatch(k -> k.safe && (k.bc.getP().equals(number) || number.equals(k.bc.getQ()))))
            return true;
        int times = Math.max(2, Math.min(16, (1 << 15) / number.bitLength()));
        for (int i = 0; i < times; i++) if (!number.isProbablePrime(100)) return false;
        return true;
    }

    /** The part of {@code number} made of small primes. */
    private static BigInteger smoothPart(BigInteger number) {
        var smooth = BigInteger.ONE;
        var rest = number;
        for (int prime = 2; prime < TRIAL; prime++) {
            var divisor = BigInteger.valueOf(prime);
            for (var split = rest.divideAndRemainder(divisor);
                    split[1].signum() == 0;
                    split = rest.divideAndRemainder(divisor)) {
                smooth = smooth.multiply(divisor);
                rest = split[0];
            }
        }
        return smooth;
    }

    /** How long a secret exponent has to be in a group of a safe prime. RFC 7919, 5.2. */
    private static int shortExponent(int bits) {
        if (bits <= 2048) return 225;
        if (bits <= 3072) return 275;
        if (bits <= 4096) return 325;
        return bits <= 6144 ? 375 : 400;
    }

    /** Its name; {@code custom2048} where it has none. */
    public String text() {
        return text;
    }

    public int bits() {
        return bc.getP().bitLength();
    }

    public BigInteger p() {
        return bc.getP();
    }

    public BigInteger g() {
        return bc.getG();
    }

    /** The order of the generator, where it is known and prime. */
    public Optional<BigInteger> q() {
        return Optional.ofNullable(bc.getQ());
    }

    /** Whether (p-1)/2 is prime too, so that no small subgroup exists. */
    public boolean isSafePrime() {
        return safe;
    }

    /** Length of the secret exponent of a handshake. */
    public int exponentBits() {
        if (bc.getL() > 0) return bc.getL();
        return bc.getQ() == null ? bits() : bc.getQ().bitLength();
    }

    /** Why only a listener with {@code legacy = true} may use it. */
    public Optional<String> weakness() {
        return Optional.ofNullable(weakness);
    }

    DHGroup bc() {
        return bc;
    }

    /** The same group in the list that clients send, if it is one of RFC 7919. */
    Optional<TlsGroup> asTlsGroup() {
        return Optional.ofNullable(named);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DhGroup group
                && group.p().equals(p())
                && group.g().equals(g());
    }

    @Override
    public int hashCode() {
        return Objects.hash(p(), g());
    }

    @Override
    public String toString() {
        return text;
    }
}
