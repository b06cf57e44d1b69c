package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E6: submission is not restricted before its clients are known: the count tells beforehand what the restriction does. */
class PolicyE6Test {
    @TempDir
    Path folder;

    private static final String[] OLD = {"-tls1_2", "-cipher", "AES256-SHA"};

    private ConfiguredHouse submissions(String tls) throws Exception {
        var house = new ConfiguredHouse(folder);
        return house.start(house.configure(tls, """
                log { tls = exim, tls-file = tls.log }
                listeners { submissions { service = submission, security = implicit, port = 0, address = "127.0.0.1" } }
                """));
    }

    @Test
    @DisplayName("E6: whom the census names is shut out when submission is restricted, and nobody else")
    void whomTheCensusNames() throws Exception {
        try (var house = submissions("profile = ach")) {
            Logins.withPlain(folder, house.at("submissions"), "ann", "-tls1_2");
            Logins.withPlain(folder, house.at("submissions"), "boss", OLD);
        }
        var counted = RunnableJar.program(folder)
                .run("tls", "census", "tls.log", "--simulate", "current")
                .succeeded()
                .text();
        assertTrue(counted.contains("log-in of boss@example.org  REFUSED: "), counted);
        assertTrue(counted.lines().noneMatch(l -> l.contains("ann@example.org") && l.contains("REFUSED")), counted);
        try (var house = submissions("profile = current")) {
            Logins.withPlain(folder, house.at("submissions"), "ann", "-tls1_2");
            TlsProbe.with(folder, house.at("submissions"), "", OLD).failed();
        }
    }
}
