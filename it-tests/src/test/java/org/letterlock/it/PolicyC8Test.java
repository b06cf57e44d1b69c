package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C8: the services are one block of listeners, which {@code letterlock serve --print-listeners} shows without opening a port. */
class PolicyC8Test {
    private static final String SEVEN = """
            listeners {
              mx          { service = mx,         security = starttls, address = "127.0.0.1" }
              submissions { service = submission, security = implicit, address = "127.0.0.1" }
              submission  { service = submission, security = starttls, address = "127.0.0.1", tls { profile = ach } }
              imap        { service = imap,       security = starttls, address = "127.0.0.1" }
              imaps       { service = imap,       security = implicit, address = "::1" }
              pop3        { service = pop3,       security = starttls, address = "127.0.0.1", port = PORT }
              pop3s       { service = pop3,       security = implicit, address = "127.0.0.1" }
              internal    { service = mx, plaintext-only = true, address = "127.0.0.1", port = 2525 }
            }
            """;

    @TempDir
    Path folder;

    private ConfiguredHouse house;

    @BeforeEach
    void furnish() throws Exception {
        house = new ConfiguredHouse(folder);
    }

    static RealProgram.Result print(Path folder, Path configuration, String... more) {
        var arguments =
                new java.util.ArrayList<>(List.of("serve", "--config", configuration.toString(), "--print-listeners"));
        arguments.addAll(List.of(more));
        return RunnableJar.program(folder).run(arguments.toArray(String[]::new));
    }

    @Test
    @DisplayName("C8: letterlock serve --config F --print-listeners: a line each, and no port is opened")
    void forPeople() throws Exception {
        try (var taken = new ServerSocket(0)) { // which serve itself could not open
            var said = print(folder, house.configure("", SEVEN.replace("PORT", "" + taken.getLocalPort())))
                    .succeeded();
            var lines = said.text().lines().map(l -> l.split(" +")).toList();
            assertEquals(9, lines.size(), said::toString);
            assertEquals(List.of("name", "address", "port", "service", "security", "policy"), List.of(lines.get(0)));
            assertEquals(
                    List.of("submission", "127.0.0.1", "587", "submission", "starttls", "ach/msa"),
                    List.of(lines.get(3)));
            assertEquals(
                    List.of("imaps", "0:0:0:0:0:0:0:1", "993", "imap", "implicit", "current/mda"),
                    List.of(lines.get(5)));
            assertEquals("" + taken.getLocalPort(), lines.get(6)[2]);
            assertEquals(
                    List.of("internal", "127.0.0.1", "2525", "mx", "plaintext-only", "none"), List.of(lines.get(8)));
        }
    }

    @Test
    @DisplayName("C8: with --json as an array for programs, which Python reads")
    void forPrograms() throws IOException {
        var said = print(folder, house.configure("", SEVEN.replace("PORT", "110")), "--json")
                .succeeded();
        var read = RealProgram.of("python3", folder)
                .reading(said.text())
                .run(
                        "-c",
                        "import json,sys; print([(l['name'], l['port'] + 0, l['policy']) for l in json.load(sys.stdin)][:2])")
                .succeeded();
        assertEquals("[('mx', 25, 'current/mx'), ('submissions', 465, 'current/msa')]\n", read.text());
    }

    @Test
    @DisplayName("C8: --json alone is a mistake, and said so")
    void jsonAlone() throws IOException {
        var file = house.configure("", SEVEN.replace("PORT", "110"));
        var said = RunnableJar.program(folder).run("serve", "--config", file.toString(), "--json");
        assertEquals(2, said.exit(), said::toString);
        assertTrue(said.errors().contains("--print-listeners"), said::toString);
    }
}
