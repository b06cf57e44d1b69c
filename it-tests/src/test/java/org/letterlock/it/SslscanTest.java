package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sslscan} finds on a port where TLS is mandatory. */
class SslscanTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("S-C5 current for msa and mda: TLS 1.2 and 1.3, forward secret AEAD suites only, no renegotiation")
    void s_C5_nothingOld() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    listeners {
                      imaps       { service = imap,       security = implicit, port = 0 }
                      submissions { service = submission, security = implicit, port = 0 }
                    }
                    """));
            for (var listener : new String[] {"imaps", "submissions"}) {
                var result = RealProgram.of("sslscan", folder)
                        .run("--no-colour", "127.0.0.1:" + house.at(listener).getPort())
                        .succeeded();
                for (var old : new String[] {"SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1"})
                    assertTrue(result.text().matches("(?s).*\\n" + old + " +disabled\\n.*"), result::toString);
                assertTrue(result.text().contains("Session renegotiation not supported"), result::toString);
                assertTrue(result.text().contains("TLSv1.2 not vulnerable to heartbleed"), result::toString);
                var suites = result.text()
                        .lines()
                        .filter(l -> l.startsWith("Accepted") || l.startsWith("Preferred"))
                        .toList();
                assertFalse(suites.isEmpty(), result::toString);
                for (var suite : suites)
                    assertTrue(
                            suite.matches("\\S+ +TLSv1\\.[23] +\\d+ bits +(TLS_|ECDHE-|DHE-)\\S*(GCM|CHACHA20)\\S* .*"),
                            suite);
            }
        }
    }
}
