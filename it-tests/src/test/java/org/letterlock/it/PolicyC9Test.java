package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C9: a listener that behaves as cyrus-imapd 2.4.17 did, to compare and to test clients. */
class PolicyC9Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("C9: as cyrus 2.4.17: no elliptic curves, the client's order, 1024 bits")
    void imitation() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    listeners.imitated { service = imap, security = implicit, port = 0,
                                         tls { legacy = true, imitate = cyrus-2.4 } }
                    """));
            assertEquals("AES128-SHA", TlsProbe.suite(probe(house, "ECDHE:AES128-SHA:AES256-SHA@SECLEVEL=0")));
            assertEquals("AES256-SHA", TlsProbe.suite(probe(house, "AES256-SHA:AES128-SHA@SECLEVEL=0")));
            assertEquals("DH, 1024 bits", TlsProbe.key(probe(house, "DHE@SECLEVEL=0")));
            probe(house, "ECDHE").failed();
            TlsProbe.with(folder, house.at("imitated"), "", "-tls1_3").failed();
        }
    }

    private RealProgram.Result probe(ConfiguredHouse house, String ciphers) {
        return TlsProbe.with(folder, house.at("imitated"), "", "-tls1_2", "-cipher", ciphers);
    }
}
