package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G14: restrict suites in submission only if all clients cope: letterlock tls census says who would not. */
class PolicyG14Test {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"json", "postfix", "exim"})
    @DisplayName(
            "G14: what is allowed is counted by user and suite, and who a stricter profile would shut out is named")
    void countsWhomItWouldShutOut(String format) throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("profile = ach", """
                    log { tls = %s, tls-file = tls.log }
                    listeners { submissions { service = submission, security = implicit, port = 0, address = "127.0.0.1" } }
                    """.formatted(format)));
            Logins.withPlain(folder, house.at("submissions"), "ann", "-tls1_3");
            Logins.withPlain(folder, house.at("submissions"), "boss", "-tls1_2", "-cipher", "AES256-SHA");
        }
        var log = Files.readString(folder.resolve("tls.log"));
        var program = RunnableJar.program(folder);
        var counted = program.run("tls", "census", "tls.log", "--simulate", "current")
                .succeeded()
                .text();
        assertTrue(counted.contains("2 connections, 2 log-ins, 0 failed handshakes"), () -> counted + log);
        assertTrue(
                counted.contains("TLSv1.2  AES256-SHA                       log-in of boss@example.org"
                        + "  REFUSED: the suite AES256-SHA is not allowed"),
                () -> counted + log);
        assertTrue(
                counted.contains("current/msa would have refused 1 of these connections, of 2 clients:"
                        + " 127.0.0.1, boss@example.org"),
                () -> counted + log);
        var allowed = program.run("tls", "census", "tls.log", "--simulate", "ach", "--json")
                .succeeded()
                .text();
        assertFalse(allowed.contains("refused"), allowed);
        assertTrue(allowed.contains("\"policy\":\"ach/msa\",\"shut-out\":[]"), allowed);
        assertEquals("", program.run("tls", "census", "tls.log").succeeded().errors());
    }
}
