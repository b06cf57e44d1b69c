package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P2: the lists of mandatory TLS and those of opportunistic TLS are two. */
class PolicyP2Test {
    @TempDir
    Path folder;

    private String suite(ConfiguredHouse house, String listener, String... options) {
        return TlsProbe.suite(TlsProbe.with(folder, house.at(listener), "smtp", options));
    }

    private ConfiguredHouse house(String tls) throws Exception {
        var house = new ConfiguredHouse(folder);
        return house.start(house.configure(tls, """
                listeners {
                  mx         { service = mx,         security = starttls, port = 0 }
                  submission { service = submission, security = starttls, port = 0 }
                }
                """));
    }

    @Test
    @DisplayName("P2, G15: the lists of mandatory TLS do not restrict port 25")
    void mandatory() throws Exception {
        try (var house = house("ciphers = \"ECDHE+AESGCM\", versions = [ TLSv1.2, TLSv1.3 ]")) {
            assertEquals("AES128-SHA", suite(house, "mx", "-tls1", "-cipher", "AES128-SHA@SECLEVEL=0"));
            var submission = house.at("submission");
            TlsProbe.with(folder, submission, "smtp", "-tls1_2", "-cipher", "AES128-SHA@SECLEVEL=0")
                    .failed();
            TlsProbe.with(folder, submission, "smtp", "-tls1_1", "-cipher", "ALL@SECLEVEL=0")
                    .failed();
        }
    }

    @Test
    @DisplayName("P2: the lists of opportunistic TLS restrict port 25 alone")
    void opportunistic() throws Exception {
        try (var house = house("profile = ach, may { ciphers = \"ECDHE+AESGCM\", versions = [ TLSv1.2, TLSv1.3 ] }")) {
            assertEquals("AES128-SHA", suite(house, "submission", "-tls1_2", "-cipher", "AES128-SHA"));
            var mx = house.at("mx");
            TlsProbe.with(folder, mx, "smtp", "-tls1_2", "-cipher", "AES128-SHA")
                    .failed();
            TlsProbe.with(folder, mx, "smtp", "-tls1", "-cipher", "ALL@SECLEVEL=0")
                    .failed();
        }
    }
}
