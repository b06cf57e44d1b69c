package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P4: the grades of curves that Postfix had, strong and ultra, and lists of groups for each listener. */
class PolicyP4Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("P4: strong is P-256 alone, ultra P-384 alone; who says nothing has all")
    void grades() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    listeners {
                      submission { service = submission, security = starttls, port = 0 }
                      strong     { service = submission, security = starttls, port = 0, tls { groups = strong } }
                      ultra      { service = submission, security = starttls, port = 0, tls { groups = ultra } }
                    }
                    """));
            for (var version : new String[] {"-tls1_2", "-tls1_3"}) {
                assertEquals(
                        "ECDH, prime256v1, 256 bits", key(house, "strong", version, "-groups", "X25519:P-384:P-256"));
                assertEquals(
                        "ECDH, secp384r1, 384 bits", key(house, "ultra", version, "-groups", "X25519:P-256:P-384"));
                TlsProbe.with(folder, house.at("ultra"), "smtp", version, "-groups", "X25519", "-cipher", "ECDHE")
                        .failed();
            }
            assertEquals("ECDH, secp384r1, 384 bits", key(house, "submission", "-groups", "P-384"));
            assertEquals(
                    "ECDH, brainpoolP256r1, 256 bits",
                    key(house, "submission", "-tls1_2", "-cipher", "aRSA", "-groups", "brainpoolP256r1"));
        }
    }

    private String key(ConfiguredHouse house, String listener, String... options) {
        return TlsProbe.key(TlsProbe.with(folder, house.at(listener), "smtp", options));
    }
}
