package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P3, and D2 with it: what a listener says of TLS goes before what all say. */
class PolicyP3Test {
    @TempDir
    Path folder;

    private ConfiguredHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new ConfiguredHouse(folder);
        house.start(house.configure("ciphers = \"ECDHE+AESGCM\", versions = [ TLSv1.2, TLSv1.3 ]", """
                listeners {
                  submission { service = submission, security = starttls, port = 0 }
                  client     { service = submission, security = starttls, port = 0,
                               tls { prefer-server-order = false, groups = [ x25519, secp256r1, secp384r1 ] } }
                  chacha     { service = submission, security = starttls, port = 0,
                               tls { profile = current, ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20", chacha-by-client = true } }
                }
                """));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private RealProgram.Result probe(String listener, String... options) {
        return TlsProbe.with(folder, house.at(listener), "smtp", options);
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
}
