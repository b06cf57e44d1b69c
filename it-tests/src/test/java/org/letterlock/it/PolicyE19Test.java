package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E19: a listener that behaves as Exim 4.82 did with OpenSSL, to compare and to test clients. */
class PolicyE19Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("E19: as Exim 4.82: no elliptic curves, the client's order, the group of RFC 5114, 2.2")
    void imitation() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    listeners.imitated { service = submission, security = starttls, port = 0,
                                         tls { legacy = true, imitate = exim-4.82 } }
                    """));
            assertEquals("AES128-SHA", TlsProbe.suite(probe(house, "ECDHE:AES128-SHA:AES256-SHA@SECLEVEL=0")));
            assertEquals("AES256-SHA", TlsProbe.suite(probe(house, "AES256-SHA:AES128-SHA@SECLEVEL=0")));
            assertEquals("DH, 2048 bits", TlsProbe.key(probe(house, "DHE@SECLEVEL=0")));
            probe(house, "ECDHE").failed();
            TlsProbe.with(folder, house.at("imitated"), "smtp", "-tls1_3").failed();
        }
    }

    private RealProgram.Result probe(ConfiguredHouse house, String ciphers) {
        return TlsProbe.with(folder, house.at("imitated"), "smtp", "-tls1_2", "-cipher", ciphers);
    }
}
