package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The policies as values, against the guide's tables. */
class TlsPolicyTest {
    private static final Set<TlsVersion> MODERN = Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);

    private static String ids(List<TlsSuite> suites) {
        return suites.stream().map(s -> String.format("%04X", s.id())).collect(Collectors.joining(" "));
    }

    @Test
    void theTablesAreTheGuides() {
        assertEquals("009F 006B C030 C028", ids(TlsPolicy.TABLE_A));
        assertEquals(
                "009F 006B C030 C028 009E 0067 C02F C027 0088 0039 C014 0045 0033 C013 0084 0035 0041 002F",
                ids(TlsPolicy.TABLE_B));
        assertEquals(
                "DHE-RSA-AES256-GCM-SHA384 DHE-RSA-AES256-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-SHA384",
                TlsPolicy.TABLE_A.stream().map(TlsSuite::openSslName).collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsRole.class,
            names = {"MSA", "MDA"})
    void submissionAndAccessOfTheGuideAreTableBUnderTls13(TlsRole role) {
        var ach = TlsPolicy.of(TlsProfile.ACH, role);
        assertEquals("1302 1303 1301 " + ids(TlsPolicy.TABLE_B), ids(ach.suites()));
        assertEquals(MODERN, ach.versions());
        assertTrue(ach.serverPreference());
        var literal = TlsPolicy.of(TlsProfile.ACH_2014, role);
        assertEquals(ach.suites(), literal.suites());
        assertEquals(Set.of(TlsVersion.values()), literal.versions());
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsRole.class,
            names = {"MSA", "MDA"})
    @DisplayName("S-C5 the current profile: TLS 1.2 and 1.3, forward secrecy, authenticated encryption")
    void sC5_current(TlsRole role) {
        var current = TlsPolicy.of(TlsProfile.CURRENT, role);
        assertEquals(MODERN, current.versions());
        assertEquals("1301 1302 1303 C02B C02C CCA9 C02F C030 CCA8 009E 009F CCAA", ids(current.suites()));
        assertTrue(current.suites().stream().allMatch(s -> s.isForwardSecret() && s.isAead()));
    }

    @ParameterizedTest
    @EnumSource(TlsProfile.class)
    @DisplayName("G15 a receiving MTA takes everything short of plaintext, in every profile")
    void g15_mx(TlsProfile profile) {
        var mx = TlsPolicy.of(profile, TlsRole.MX);
        assertEquals(Set.of(TlsVersion.values()), mx.versions());
        assertEquals(List.of(TlsSuite.values()), mx.suites());
        assertEquals(86, mx.suites().size());
        assertTrue(mx.suites().containsAll(TlsPolicy.TABLE_B));
    }

    @Test
    @DisplayName("S-C5 there is no suite without encryption, authentication or with broken ciphers to name")
    void sC5_noBadSuites() {
        for (var suite : TlsSuite.values()) {
            for (var bad : List.of("NULL", "anon", "EXPORT", "RC4", "_DES_", "RC2", "IDEA", "PSK", "MD5"))
                assertFalse(suite.name().contains(bad), suite.name());
        }
        assertTrue(TlsSuite.of(0x0000).isEmpty());
        assertTrue(TlsSuite.of(0xC0B4).isEmpty(), "integrity only");
        assertTrue(TlsSuite.named("AECDH-AES128-SHA").isEmpty());
    }

    @ParameterizedTest
    @EnumSource(TlsProfile.class)
    @DisplayName("G10 a client does not choose suites")
    void g10_client(TlsProfile profile) {
        assertEquals(
                List.of(TlsSuite.values()),
                TlsPolicy.of(profile, TlsRole.CLIENT).suites());
    }

    @Test
    void suitesAreKnownByBothNames() {
        for (var suite : TlsSuite.values()) {
            assertEquals(Optional.of(suite), TlsSuite.named(suite.name()));
            assertEquals(Optional.of(suite), TlsSuite.named(suite.openSslName()));
        }
        assertEquals(256, TlsSuite.TLS_RSA_WITH_AES_256_CCM_8.bits());
        assertEquals(128, TlsSuite.TLS_RSA_WITH_AES_128_CBC_SHA256.bits());
        assertEquals(256, TlsSuite.TLS_CHACHA20_POLY1305_SHA256.bits());
    }

    @Test
    void aKeyThatCannotKeepThePolicyIsAnErrorThatSaysWhatToDo() {
        var ach = TlsPolicy.of(TlsProfile.ACH, TlsRole.MSA);
        var problem = assertThrows(
                IllegalArgumentException.class, () -> Pair.server(ach, TlsIdentities.of(Keys.EC), List.of()));
        assertEquals(
                "policy ach/msa has no cipher suite for TLSv1.2 and earlier that works with an ECDSA certificate alone:"
                        + " give an RSA certificate as well, or choose another profile, or allow TLSv1.3 only",
                problem.getMessage());
        Pair.server(ach, Keys.both(), List.of());
        Pair.server(ach, TlsIdentities.of(Keys.RSA), List.of());
        Pair.server(ach.withVersions(Set.of(TlsVersion.TLS_1_3)), TlsIdentities.of(Keys.EC), List.of());
        assertThrows(
                IllegalArgumentException.class,
                () -> Pair.server(ach.withSuites(TlsPolicy.TABLE_B), Keys.both(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> Pair.server(ach, TlsIdentities.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> ach.withSuites(List.of()));
    }
}
