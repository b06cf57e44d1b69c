package org.letterlock.it;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E1: submission has certificate and key from files, its own if it says so, on 587 and 465. */
class PolicyE1Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "E1: openssl s_client -starttls smtp verifies the chain of submission's own file, and so with TLS first")
    void submission() throws Exception {
        var certified = new Certified(folder);
        certified.mailServer();
        certified.chain("chain.pem", "leaf", "middle");
        try (var house = new ConfiguredHouse(folder)) {
            var own =
                    "port = 0, tls { certificates = [ { chain = chain.pem, key = leaf.key } ], roots = root.pem } }\n";
            house.start(house.configure(
                    "",
                    "listeners.submission { service = submission, security = starttls, " + own
                            + "listeners.submissions { service = submission, security = implicit, " + own));
            certified.isVerified(house.at("submission"), "QUIT", "-starttls", "smtp");
            certified.isVerified(house.at("submissions"), "QUIT");
        }
    }
}
