package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.tls.TlsPeer.Verdict;

/** Which servers a client believes. */
class TlsTrustTest {
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);
    private static final TlsPolicy CLIENT = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT);
    private static final List<X509Certificate> ANCHORS = List.of(Keys.CA.certificate());

    @ParameterizedTest
    @CsvSource({
        "mail.example.test,true",
        "MAIL.example.test.,true",
        "127.0.0.1,true",
        "0:0:0:0:0:0:0:1,true",
        "127.0.0.2,false",
        "other.example.test,false",
        "example.test,false",
        "a.wild.test,true",
        "a.b.wild.test,false",
        "wild.test,false",
        "x.test,false"
    })
    @DisplayName("S-C14 a name is in the subjectAltName or it is not the server's")
    void sC14_names(String host, boolean good) throws Exception {
        var leaf =
                Keys.CA.issue(Keys.EC_KEYS, List.of("mail.example.test", "127.0.0.1", "::1", "*.wild.test", "*.test"));
        assertEquals(
                good ? Verdict.VERIFIED : Verdict.WRONG_NAME,
                TlsTrust.anchors(ANCHORS, Clock.systemUTC()).check(leaf.chain(), host));
    }

    @Test
    @DisplayName("S-C14 the common name never counts")
    void sC14_commonName() throws Exception {
        // the issuing authority's certificate has a common name and no subjectAltName
        assertFalse(HostName.matches(Keys.CA.certificate(), "Test authority"));
    }

    @Test
    void aServerOfAnotherAuthorityIsRefusedInTheHandshake() throws Exception {
        var stranger = CertificateAuthority.create("Stranger", Keys.RANDOM, Instant.now(), Duration.ofDays(1));
        var trust = TlsTrust.anchors(List.of(stranger.certificate()), Clock.systemUTC());
        try (var pair = connect(trust, "localhost").pump()) {
            assertTrue(pair.atClient.failure().contains("not trusted"), pair.atClient.failure());
            assertTrue(pair.atServer.failure().contains("bad_certificate"), pair.atServer.failure());
        }
    }

    @Test
    void aWrongNameIsRefusedInTheHandshake() {
        try (var pair = connect(TlsTrust.anchors(ANCHORS, Clock.systemUTC()), "elsewhere.test")
                .pump()) {
            assertTrue(pair.atClient.failure().contains("not for elsewhere.test"), pair.atClient.failure());
            assertFalse(pair.client.isActive());
            assertFalse(pair.server.isActive());
        }
    }

    @Test
    void anExpiredCertificateIsRefused() {
        var later = Clock.fixed(Instant.now().plus(Duration.ofDays(30)), ZoneOffset.UTC);
        assertEquals(Verdict.EXPIRED, TlsTrust.anchors(ANCHORS, later).check(Keys.EC.chain(), "localhost"));
        var before = Clock.fixed(Instant.now().minus(Duration.ofDays(30)), ZoneOffset.UTC);
        assertEquals(Verdict.NOT_YET_VALID, TlsTrust.anchors(ANCHORS, before).check(Keys.EC.chain(), "localhost"));
    }

    @Test
    void anAuthorityIsNoServer() {
        assertEquals(Verdict.NONE, TlsTrust.anchors(ANCHORS, Clock.systemUTC()).check(List.of(), "localhost"));
        assertEquals(
                Verdict.UNTRUSTED_ISSUER,
                TlsTrust.anchors(List.of(), Clock.systemUTC()).check(Keys.EC.chain(), "localhost"));
    }

    @Test
    void anOpportunisticClientGoesOnAndSaysSo() {
        try (var pair = connect(TlsTrust.anybody(), "elsewhere.test").pump()) {
            var facts = pair.atClient.facts();
            assertFalse(facts.peer().verified());
            assertEquals(List.of(Keys.EC.leaf()), facts.peer().chain());
            assertEquals(Optional.of("elsewhere.test"), facts.serverName());
        }
    }

    @Test
    void bothSidesSeeTheSameBindings() {
        for (var version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
            try (var pair = Pair.of(version).pump()) {
                for (var type : List.of("tls-exporter", "tls-unique", "tls-server-end-point", "other")) {
                    var atServer = pair.atServer.facts().channelBindings().data(type);
                    var atClient = pair.atClient.facts().channelBindings().data(type);
                    boolean there =
                            !type.equals("other") && !(type.equals("tls-unique") && version == TlsVersion.TLS_1_3);
                    assertEquals(there, atServer.isPresent(), type);
                    assertEquals(atServer.map(List::of).isPresent(), atClient.isPresent());
                    if (there) org.junit.jupiter.api.Assertions.assertArrayEquals(atServer.get(), atClient.get());
                }
                assertTrue(pair.atClient.facts().peer().verified());
            }
        }
    }

    private static Pair connect(TlsTrust trust, String host) {
        return new Pair(
                Pair.server(MSA, Keys.both(), List.of()).newHandler(), Pair.client(CLIENT, List.of(), trust, host));
    }
}
