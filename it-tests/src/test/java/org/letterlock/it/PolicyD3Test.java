package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D3: a setting that does not exist is not ignored. */
class PolicyD3Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "D3: letterlock config check of an unknown key: exit 2, file and line, and the nearest that exists; serve does not start")
    void unknownKeys() throws Exception {
        var house = new ConfiguredHouse(folder);
        var file = house.configure(
                "  profil = current",
                "listeners { mx { service = mx, security = starttls, port = 2525, adress = \"::1\" } }");
        for (var command : new String[][] {
            {"config", "check", file.toString()},
            {"serve", "--config", file.toString()}
        }) {
            var said = RunnableJar.program(folder).run(command);
            assertEquals(2, said.exit(), said::toString);
            for (var words : new String[] {
                "letterlock.conf:8: ", "profil", "did you mean tls.profile?", "did you mean listeners.mx.address?"
            }) assertTrue(said.errors().contains(words), () -> words + " is missing: " + said);
        }
    }
}
