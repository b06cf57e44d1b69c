package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.server.config.ConfigProblems;
import org.letterlock.server.config.ServeConfig;

/** C2: the whole chain from one file, its order checked, what is missing warned of. */
class PolicyC2Test {
    @TempDir
    Path folder;

    private Certified certified;
    private ConfiguredHouse house;

    @BeforeEach
    void certificates() throws Exception {
        house = new ConfiguredHouse(folder); // its accounts
        certified = new Certified(folder);
        certified.mailServer();
    }

    private Path configure(String certificate) throws Exception {
        return house.configureOwn(
                "certificates = [ { " + certificate + " } ], roots = root.pem",
                "imaps { service = imap, security = implicit, port = 0, address = \"127.0.0.1\" }");
    }

    @Test
    @DisplayName("C2: an intermediate in the certificate file is shown to clients, who verify with the root alone")
    void wholeChain() throws Exception {
        certified.chain("chain.pem", "leaf", "middle");
        try (var started = house.start(configure("chain = chain.pem, key = leaf.key"))) {
            certified.isVerified(started.at("imaps"), "a LOGOUT");
        }
    }

    private List<String> warnings(String... names) throws Exception {
        certified.chain("chain.pem", names);
        return ServeConfig.read(configure("chain = chain.pem, key = leaf.key"), Clock.systemUTC(), new SecureRandom())
                .warnings();
    }

    private void refused(String why, String... names) {
        var problems = assertThrows(ConfigProblems.class, () -> warnings(names));
        assertTrue(
                problems.lines().stream()
                        .anyMatch(
                                l -> l.contains("letterlock.conf:4: ") && l.contains("chain.pem: ") && l.contains(why)),
                problems.lines()::toString);
    }

    @Test
    @DisplayName("C2: a missing intermediate is warned of by name, as cert.chain-incomplete")
    void incomplete() throws Exception {
        assertTrue(warnings("leaf", "middle").stream().noneMatch(w -> w.contains("cert.")));
        var said = warnings("leaf");
        assertTrue(
                said.stream()
                        .anyMatch(w -> w.contains("letterlock.conf:4: ")
                                && w.contains("chain.pem: ")
                                && w.contains("CN=middle")
                                && w.contains("(cert.chain-incomplete)")),
                said::toString);
    }

    @Test
    @DisplayName("C2: wrong order, a foreign certificate in between, a doubled leaf: named with file and place")
    void wrongOrder() throws Exception {
        refused(
                "certificate 1 (CN=middle, O=Example) is an authority's; the leaf has to be the first",
                "middle",
                "leaf");
        refused("certificate 2 (CN=root) did not issue certificate 1 (CN=leaf, O=Example)", "leaf", "root", "middle");
        var said = warnings("leaf", "leaf", "middle");
        assertTrue(
                said.stream().anyMatch(w -> w.contains("certificate 2") && w.contains("(cert.chain-doubled)")),
                said::toString);
    }
}
