package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.tls.TlsPolicy;

/** D1: list B in its order, the server choosing, DH of 2048 bits. */
class PolicyD1Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("D1: a client that gives up its suite each time walks table B in the order of the guide")
    void tableB() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure(
                    "profile = ach", "listeners { imaps { service = imap, security = implicit, port = 0 } }"));
            var walked = TlsProbe.walk(folder, house.at("imaps"), TlsPolicy.TABLE_B);
            assertEquals(
                    List.of(
                            "DHE-RSA-AES256-GCM-SHA384",
                            "DHE-RSA-AES256-SHA256",
                            "ECDHE-RSA-AES256-GCM-SHA384",
                            "ECDHE-RSA-AES256-SHA384",
                            "DHE-RSA-AES128-GCM-SHA256",
                            "DHE-RSA-AES128-SHA256",
                            "ECDHE-RSA-AES128-GCM-SHA256",
                            "ECDHE-RSA-AES128-SHA256",
                            "DHE-RSA-CAMELLIA256-SHA",
                            "DHE-RSA-AES256-SHA",
                            "ECDHE-RSA-AES256-SHA",
                            "DHE-RSA-CAMELLIA128-SHA",
                            "DHE-RSA-AES128-SHA",
                            "ECDHE-RSA-AES128-SHA",
                            "CAMELLIA256-SHA",
                            "AES256-SHA",
                            "CAMELLIA128-SHA",
                            "AES128-SHA"),
                    walked);
            TlsProbe.with(folder, house.at("imaps"), "", "-tls1_1", "-cipher", "ALL@SECLEVEL=0")
                    .failed();
        }
    }
}
