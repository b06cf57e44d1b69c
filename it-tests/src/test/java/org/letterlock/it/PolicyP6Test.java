package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P6: Postfix had two settings for DH, of 512 bits for export suites and of 1024 for all others, whose names mean nothing: here is
 * one, for any size, and nothing of export.
 */
class PolicyP6Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("P6: one setting takes a prime of any size, of our own; below 2048 bits with legacy = true")
    void anySize() throws Exception {
        TlsProbe.copy("own2048.pem", folder.resolve("dh1024.pem")); // the number is just a name
        TlsProbe.copy("own1024.pem", folder.resolve("small.pem"));
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("profile = ach", """
                    listeners {
                      own   { service = mx, security = starttls, port = 0, tls { dh-group = "file:dh1024.pem" } }
                      small { service = mx, security = starttls, port = 0, tls { dh-group = "file:small.pem", legacy = true } }
                    }
                    """));
            assertEquals("DH, 2048 bits", key(house, "own"));
            assertEquals("DH, 1024 bits", key(house, "small"));
        }
    }

    private String key(ConfiguredHouse house, String listener) {
        return TlsProbe.key(TlsProbe.with(folder, house.at(listener), "smtp", "-tls1_2", "-cipher", "DHE@SECLEVEL=0"));
    }

    @Test
    @DisplayName("P6: no export group and no composite one, legacy or not; no export suites; not Postfix's names")
    void noExport() throws Exception {
        TlsProbe.copy("own512.pem", folder.resolve("dh512.pem"));
        TlsProbe.copy("composite.pem", folder.resolve("composite.pem"));
        try (var house = new ConfiguredHouse(folder)) {
            for (var legacy : new String[] {"", ", legacy = true"}) {
                house.refuses("dh-group = \"file:dh512.pem\"" + legacy, "dh512.pem: its prime has 512 bits, and below");
                house.refuses("dh-group = \"file:composite.pem\"" + legacy, "composite.pem: p is not a prime number");
            }
            house.refuses("ciphers = EXP, legacy = true", "ciphers: ");
            house.refuses("dh512-param-file = dh512.pem", "unknown key listeners.imaps.tls.dh512-param-file");
        }
    }
}
