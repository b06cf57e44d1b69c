package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E16: Exim's default, the group of RFC 5114, 2.2, is known by name, discouraged, and nobody's default. */
class PolicyE16Test {
    private static final String GROUP = "rfc5114-23";

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "E16: with legacy = true OpenSSL and Java take it, and bctls refuses it; without, the start is refused")
    void onlyWithLegacy() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.refuses("dh-group = " + GROUP, GROUP + ": nobody knows how its numbers were chosen");
            house.start(house.configure("profile = ach", """
                    listeners.exim { service = imap, security = implicit, port = 0, tls { legacy = true, dh-group = rfc5114-23 } }
                    """));
            assertEquals(
                    "DH, 2048 bits",
                    TlsProbe.key(TlsProbe.with(folder, house.at("exim"), "", "-tls1_2", "-cipher", "DHE")));
            var port = Integer.toString(house.at("exim").getPort());
            var said = JavaDhClients.said(folder, "secp256r1", List.of(port));
            assertTrue(said.contains("SunJSSE " + port + " TLS_DHE_"), said);
            assertTrue(said.contains("bctls " + port + " refused"), said);
        }
    }

    @Test
    @DisplayName("E16: letterlock dhparam --check finds it; the default is ffdhe2048")
    void isFound() throws Exception {
        var program = RunnableJar.program(folder);
        for (var group : List.of(GROUP, "ffdhe2048"))
            Files.writeString(
                    folder.resolve(group),
                    program.run("dhparam", "--group", group).succeeded().text());
        assertEquals(
                Files.readString(folder.resolve("ffdhe2048")),
                program.run("dhparam").succeeded().text());
        var found = program.run("dhparam", "--check", GROUP);
        assertEquals(1, found.exit(), found::toString);
        assertTrue(found.text().contains("legacy = true only: nobody knows"), found::toString);
        assertEquals(0, program.run("dhparam", "--check", "ffdhe2048").exit());
    }
}
