package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P2, P3, P4, D2 and G15 in one configuration: what a listener says of TLS goes before what all say. */
class PolicyP3Test {
    @TempDir
    Path folder;

    private ConfiguredHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new ConfiguredHouse(folder);
        house.start(house.configure("ciphers = \"ECDHE+AESGCM\", versions = [ TLSv1.2, TLSv1.3 ]", """
                listeners {
                  mx         { service = mx,         security = starttls, port = 0 }
                  submission { service = submission, security = starttls, port = 0 }
                  client     { service = submission, security = starttls, port = 0,
                               tls { prefer-server-order = false, groups = [ x25519, secp256r1, secp384r1 ] } }
                  chacha     { service = submission, security = starttls, port = 0,
                               tls { profile = current, ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20", chacha-by-client = true } }
                  strong     { service = submission, security = starttls, port = 0, tls { groups = strong } }
                  ultra      { service = submission, security = starttls, port = 0, tls { groups = ultra } }
                  imitated   { service = imap, security = implicit, port = 0,
                               tls { legacy = true, imitate = cyrus-2.4 } }
                }
                """));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private RealProgram.Result probe(String listener, String... options) {
        return TlsProbe.with(folder, house.at(listener), listener.equals("imitated") ? "" : "smtp", options);
    }

    private String suite(String listener, String... options) {
        return TlsProbe.suite(probe(listener, options));
    }

    private String key(String listener, String... options) {
        return TlsProbe.key(probe(listener, options));
    }

    private static final String A = "ECDHE-RSA-AES128-GCM-SHA256";
    private static final String B = "ECDHE-RSA-AES256-GCM-SHA384";
    private static final String A13 = "TLS_AES_128_GCM_SHA256";
    private static final String B13 = "TLS_AES_256_GCM_SHA384";

    @Test
    @DisplayName("P3, D2: the server's order on 587 where it says so, the client's where the listener says that")
    void order() {
        assertEquals(B, suite("submission", "-tls1_2", "-cipher", A + ":" + B));
        assertEquals(B, suite("submission", "-tls1_2", "-cipher", B + ":" + A));
        assertEquals(A, suite("client", "-tls1_2", "-cipher", A + ":" + B));
        assertEquals(B, suite("client", "-tls1_2", "-cipher", B + ":" + A));
        assertEquals(A13, suite("submission", "-tls1_3", "-ciphersuites", B13 + ":" + A13));
        assertEquals(B13, suite("client", "-tls1_3", "-ciphersuites", B13 + ":" + A13));
        assertEquals(A13, suite("client", "-tls1_3", "-ciphersuites", A13 + ":" + B13));
    }

    @Test
    @DisplayName("D2: groups likewise, in TLS 1.2 and 1.3; in 1.3 the server asks for a share of its best")
    void orderOfGroups() {
        for (var version : new String[] {"-tls1_2", "-tls1_3"}) {
            assertEquals("X25519, 253 bits", key("submission", version, "-groups", "P-384:X25519"));
            assertEquals("X25519, 253 bits", key("submission", version, "-groups", "X25519:P-384"));
            assertEquals("ECDH, secp384r1, 384 bits", key("client", version, "-groups", "P-384:X25519"));
            assertEquals("X25519, 253 bits", key("client", version, "-groups", "X25519:P-384"));
        }
    }

    @Test
    @DisplayName("P2, G15: the lists of mandatory TLS do not restrict port 25")
    void mandatoryAndOpportunistic() {
        assertEquals("AES128-SHA", suite("mx", "-tls1", "-cipher", "AES128-SHA@SECLEVEL=0"));
        probe("submission", "-tls1_2", "-cipher", "AES128-SHA@SECLEVEL=0").failed();
        probe("submission", "-tls1_1", "-cipher", "ALL@SECLEVEL=0").failed();
    }

    @Test
    @DisplayName("P4: strong is P-256 alone, ultra P-384 alone")
    void grades() {
        for (var version : new String[] {"-tls1_2", "-tls1_3"}) {
            assertEquals("ECDH, prime256v1, 256 bits", key("strong", version, "-groups", "X25519:P-384:P-256"));
            assertEquals("ECDH, secp384r1, 384 bits", key("ultra", version, "-groups", "X25519:P-256:P-384"));
            probe("ultra", version, "-groups", "X25519", "-cipher", "ECDHE").failed();
        }
        assertEquals("ECDH, secp384r1, 384 bits", key("submission", "-groups", "P-384"));
        assertEquals(
                "ECDH, brainpoolP256r1, 256 bits",
                key("submission", "-tls1_2", "-cipher", "aRSA", "-groups", "brainpoolP256r1"));
    }

    @Test
    @DisplayName(
            "ChaCha20 first for a client that has it first, where the listener allows that; else the server's order")
    void chacha() {
        var chacha = "ECDHE-RSA-CHACHA20-POLY1305";
        assertEquals(chacha, suite("chacha", "-tls1_2", "-cipher", chacha + ":" + A));
        assertEquals(A, suite("chacha", "-tls1_2", "-cipher", A + ":" + chacha));
        var chacha13 = "TLS_CHACHA20_POLY1305_SHA256";
        assertEquals(chacha13, suite("chacha", "-tls1_3", "-ciphersuites", chacha13 + ":" + A13));
        assertEquals(A13, suite("chacha", "-tls1_3", "-ciphersuites", A13 + ":" + chacha13));
        assertEquals(A13, suite("submission", "-tls1_3", "-ciphersuites", chacha13 + ":" + A13));
    }

    @Test
    @DisplayName("C9: as cyrus 2.4.17: no elliptic curves, the client's order, 1024 bits")
    void imitation() {
        assertEquals("AES128-SHA", suite("imitated", "-tls1_2", "-cipher", "ECDHE:AES128-SHA:AES256-SHA@SECLEVEL=0"));
        assertEquals("AES256-SHA", suite("imitated", "-tls1_2", "-cipher", "AES256-SHA:AES128-SHA@SECLEVEL=0"));
        assertEquals("DH, 1024 bits", key("imitated", "-tls1_2", "-cipher", "DHE@SECLEVEL=0"));
        probe("imitated", "-tls1_3").failed();
    }
}
