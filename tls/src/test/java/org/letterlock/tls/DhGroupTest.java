package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.DHParameter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups for DHE: those with names, those out of files, and those that are refused. */
class DhGroupTest {
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);

    static String file(String name) throws Exception {
        try (var in = DhGroupTest.class.getResourceAsStream("dh/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    static DhGroup group(String name) throws Exception {
        return DhParameters.in(file(name)).orElseThrow();
    }

    @Test
    @DisplayName("S-C6 no group anybody should use is below 2048 bits, and all are safe primes")
    void s_C6_known() {
        for (var group : DhGroup.known()) {
            if (group.weakness().isPresent()) continue;
            assertTrue(group.bits() >= 2048 && group.isSafePrime(), group.text());
            if (group.bits() <= 3072) { // the larger ones take a minute
                assertTrue(group.p().isProbablePrime(4), group.text());
                assertTrue(group.p().shiftRight(1).isProbablePrime(4), group.text());
            }
            assertTrue(group.exponentBits() >= 225, "short exponents of full strength");
            assertTrue(group.exponentBits() <= 512, "short exponents");
        }
        assertEquals(Optional.of(DhGroup.MODP14), DhGroup.named("modp14"));
        assertTrue(DhGroup.named("modp1").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"rfc5114-22, 1, 1024, 160", "rfc5114-23, 2, 2048, 224", "rfc5114-24, 3, 2048, 256"})
    @DisplayName("E16 the groups of RFC 5114 are those of OpenSSL, and for legacy listeners only")
    void rfc5114(String name, int openSslsNumber, int bits, int exponent) throws Exception {
        OpenSsl.needed();
        var group = DhGroup.named(name).orElseThrow();
        var theirs = OpenSsl.run(
                "", List.of("genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", "dh_rfc5114:" + openSslsNumber));
        assertEquals(Optional.of(group), DhParameters.in(theirs));
        assertEquals(bits, group.bits());
        assertEquals(exponent, group.exponentBits());
        var q = group.q().orElseThrow();
        assertEquals(BigInteger.ONE, group.g().modPow(q, group.p()));
        var refused = assertThrows(IllegalArgumentException.class, () -> MSA.withDhGroup(group));
        assertEquals(
                "dh-group " + name + ": nobody knows how its numbers were chosen (RFC 8247, 2.4); take ffdhe2048, or"
                        + " allow it with legacy = true",
                refused.getMessage());
        assertEquals(group, MSA.withLegacy(true).withDhGroup(group).dhGroup());
    }

    @Test
    void oneOfTheOperatorsOwn() throws Exception {
        var own = group("own2048.pem");
        assertEquals("custom2048", own.text());
        assertTrue(own.isSafePrime());
        assertEquals(225, own.exponentBits());
        assertEquals(Optional.empty(), own.weakness());
        var x942 = group("x942.pem");
        assertFalse(x942.isSafePrime());
        assertEquals(256, x942.exponentBits());
        assertEquals(Optional.empty(), x942.weakness());
        assertEquals(
                own,
                DhParameters.in(Pem.text(List.of(Keys.EC.chain().get(0))) + file("own2048.pem"))
                        .orElseThrow());
        assertEquals(
                Optional.empty(),
                DhParameters.in(Pem.text(List.of(Keys.EC.chain().get(0)))));
    }

    @Test
    @DisplayName("S-C6 below 2048 bits, or with a generator nobody can check: legacy only")
    void s_C6_legacy() throws Exception {
        assertEquals(
                Optional.of("its prime has 1024 bits, fewer than 2048"),
                group("own1024.pem").weakness());
        var x942 = group("x942.pem");
        var without = DhGroup.of(x942.p(), Optional.empty(), x942.g());
        assertEquals(2048, without.exponentBits());
        assertEquals(
                Optional.of("(p-1)/2 is not prime and no q is given, so nobody can check its generator"),
                without.weakness());
    }

    @Test
    @DisplayName("S-C6 what is composite, too small, too large or makes a small group is refused always")
    void s_C6_refused() throws Exception {
        var p = DhGroup.FFDHE2048.p();
        var two = BigInteger.TWO;
        var x942 = group("x942.pem");
        refused("p is not a prime number", p.subtract(two), Optional.empty(), two);
        var half = x942.p().shiftRight(1024).setBit(0);
        refused("p is not a prime number", half.multiply(half), Optional.empty(), two);
        refused("its prime has 512 bits, and below 1024 none is safe", two.pow(511), Optional.empty(), two);
        refused("its prime has 100001 bits; at most 10000 are taken", two.pow(100_000), Optional.empty(), two);
        refused("its prime has 0 bits, and below 1024 none is safe", BigInteger.ZERO, Optional.empty(), two);
        refused("its prime has 2048 bits, and below 1024 none is safe", p.negate(), Optional.empty(), two);
        refused("its generator is not between 1 and p-1", p, Optional.empty(), BigInteger.ONE);
        refused("its generator is not between 1 and p-1", p, Optional.empty(), p.subtract(BigInteger.ONE));
        refused("its generator is not between 1 and p-1", p, Optional.empty(), two.negate());
        refused("q does not divide p-1", group("own2048.pem").p(), x942.q(), two);
        refused("its generator is not of order q", x942.p(), x942.q(), two);
        refused("q has 2 bits; at least 160 are needed", x942.p(), Optional.of(two), x942.g());
        var sixth = x942.p().subtract(BigInteger.ONE).divide(two);
        refused(
                "its generator makes a small group only, so that the secret could be guessed",
                x942.p(),
                Optional.empty(),
                ofSmallOrder(x942.p(), sixth));
    }

    /** A generator of the smallest group of odd order there is. */
    private static BigInteger ofSmallOrder(BigInteger p, BigInteger half) {
        for (int prime = 3; ; prime += 2) {
            var order = BigInteger.valueOf(prime);
            if (half.mod(order).signum() != 0) continue;
            for (int base = 2; ; base++) {
                var g = BigInteger.valueOf(base)
                        .modPow(p.subtract(BigInteger.ONE).divide(order), p);
                if (!g.equals(BigInteger.ONE)) return g;
            }
        }
    }

    private static void refused(String why, BigInteger p, Optional<BigInteger> q, BigInteger g) {
        var problem = assertThrows(InvalidAlgorithmParameterException.class, () -> DhGroup.of(p, q, g));
        assertEquals(why, problem.getMessage());
    }

    @Test
    @DisplayName("S-C6 a malformed block is an error with words, not an exception out of a parser")
    void s_C6_malformed() {
        for (var block :
                List.of(new byte[0], new byte[] {1, 2, 3}, new byte[] {0x30, 0}, new byte[] {0x30, 3, 2, 1, 5}))
            for (var type : List.of("DH PARAMETERS", "X9.42 DH PARAMETERS")) {
                var problem =
                        assertThrows(InvalidAlgorithmParameterException.class, () -> DhParameters.in(pem(type, block)));
                assertTrue(problem.getMessage().startsWith("the DH parameters cannot be read: "), problem.toString());
            }
        var huge = assertThrows(
                InvalidAlgorithmParameterException.class,
                () -> DhParameters.in(pem(
                        "DH PARAMETERS",
                        new DHParameter(BigInteger.TWO.pow(200_000), BigInteger.TWO, 0).getEncoded())));
        assertEquals(
                "the block DH PARAMETERS has 25012 octets; at most 10000 bits are taken for a prime",
                huge.getMessage());
    }

    private static String pem(String type, byte[] der) throws Exception {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffdhe2048", "ffdhe3072", "modp14", "rfc5114-23"})
    void whatIsPrintedIsReadAgainAndOpenSslTakesIt(String name) throws Exception {
        OpenSsl.needed();
        var group = DhGroup.named(name).orElseThrow();
        var text = DhParameters.text(group);
        assertEquals(Optional.of(group), DhParameters.in(text));
        var checked = OpenSsl.run(text, List.of("dhparam", "-check", "-noout"));
        assertTrue(checked.contains("DH parameters appear to be ok"), checked);
    }

    @Test
    @DisplayName("S-C6 a fresh ephemeral key for every handshake: Raccoon (CVE-2020-1968) has nothing to measure")
    void s_C6_freshKeys() throws Exception {
        OpenSsl.needed();
        try (var server = new EchoServer(MSA.withDhGroup(group("own2048.pem")), Keys.both(), List.of())) {
            var first = publicValue(server);
            assertNotEquals(first, publicValue(server));
            assertEquals("custom2048", server.nextDone().group());
        }
    }

    /** The server's share in the ServerKeyExchange of one handshake. RFC 5246, 7.4.3. */
    private static BigInteger publicValue(EchoServer server) throws Exception {
        var said = OpenSsl.client(server.port(), "-tls1_2", "-cipher", "DHE", "-msg");
        var message =
                Pattern.compile("ServerKeyExchange\\n((?: {4}[0-9a-f ]+\\n)+)").matcher(said);
        assertTrue(message.find(), said);
        var octets = new BigInteger(message.group(1).replaceAll("\\s", ""), 16).toByteArray();
        int at = 4; // the header; then p, g and the share, each behind its length
        for (int i = 0; i < 2; i++) at += 2 + length(octets, at);
        return new BigInteger(1, java.util.Arrays.copyOfRange(octets, at + 2, at + 2 + length(octets, at)));
    }

    private static int length(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }
}
