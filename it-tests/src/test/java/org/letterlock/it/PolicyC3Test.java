package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C3: restricting suites can drive old clients to plaintext: who restricts knows what changes. */
class PolicyC3Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("C3: letterlock policy diff names the suite without which an old client then stands")
    void whatChanges() throws Exception {
        var diff = RunnableJar.program(folder).run("policy", "diff", "--role", "mda", "ach", "current");
        assertEquals(1, diff.exit(), diff::toString);
        for (var line : new String[] {
            "--- ach/mda\n", "+++ current/mda\n", "-suite AES128-SHA\n", "+suite ECDHE-ECDSA-AES128-GCM-SHA256\n"
        }) assertTrue(diff.text().contains(line), diff::toString);
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("profile = ach", """
                    listeners {
                      before { service = imap, security = implicit, port = 0 }
                      after  { service = imap, security = implicit, port = 0, tls { profile = current } }
                    }
                    """));
            assertEquals("AES128-SHA", TlsProbe.suite(old(house, "before")));
            old(house, "after").failed();
        }
    }

    private RealProgram.Result old(ConfiguredHouse house, String listener) {
        return TlsProbe.with(folder, house.at(listener), "", "-tls1_2", "-cipher", "AES128-SHA");
    }

    @Test
    @DisplayName("C3: nothing changes on port 25, whatever the profile; an imitated server differs in order and group")
    void imitationsAndMx() {
        var program = RunnableJar.program(folder);
        assertEquals(0, program.run("policy", "diff", "ach/mx", "current/mx").exit());
        var diff = program.run("policy", "diff", "cyrus-2.4/mda", "current/mda");
        assertEquals(1, diff.exit(), diff::toString);
        for (var line : new String[] {"-order client\n", "+order server\n", "-dh-group modp2 (1024 bits)\n"})
            assertTrue(diff.text().contains(line), diff::toString);
    }
}
