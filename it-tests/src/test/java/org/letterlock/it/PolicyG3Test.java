package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G3: submission, receiving and access (and sending, later) are roles, each with a policy of its own. */
class PolicyG3Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("G3: letterlock policy show: each role has its page; mx may have TLS, msa and mda must")
    void pages() {
        var program = RunnableJar.program(folder);
        for (var role : List.of("mx", "msa", "mda", "client")) {
            var page = program.run("policy", "show", "--role", role).succeeded().text();
            assertTrue(page.contains("current/" + role + "\n"), page);
            assertTrue(page.matches("(?s).*level +" + (role.equals("mx") ? "may" : "\\S+") + "\n.*"), page);
            assertEquals(role.equals("msa") || role.equals("mda"), page.matches("(?s).*level +encrypt\n.*"), page);
        }
    }

    @Test
    @DisplayName("G3: each listener of one server goes by the policy of its role")
    void listeners() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    log { tls = json, tls-file = tls.log }
                    listeners {
                      mx         { service = mx,         security = starttls, port = 0 }
                      submission { service = submission, security = starttls, port = 0 }
                      imap       { service = imap,       security = starttls, port = 0 }
                      pop3       { service = pop3,       security = starttls, port = 0 }
                    }
                    """));
            for (var listener : List.of("mx", "submission", "imap", "pop3"))
                TlsProbe.with(
                                folder,
                                house.at(listener),
                                listener.equals("mx") || listener.equals("submission") ? "smtp" : listener)
                        .succeeded();
            TlsProbe.with(folder, house.at("mx"), "smtp", "-tls1", "-cipher", "ALL@SECLEVEL=0")
                    .succeeded();
            for (var listener : List.of("submission", "imap", "pop3"))
                TlsProbe.with(
                                folder,
                                house.at(listener),
                                listener.equals("submission") ? "smtp" : listener,
                                "-tls1",
                                "-cipher",
                                "ALL@SECLEVEL=0")
                        .failed();
        }
        var log = Files.readString(folder.resolve("tls.log"));
        for (var pair : List.of("mx mx", "submission msa", "imap mda", "pop3 mda")) {
            var names = pair.split(" ");
            assertTrue(
                    log.lines()
                            .anyMatch(l -> l.contains("\"result\":\"done\",\"listener\":\"" + names[0] + "\"")
                                    && l.contains("\"policy\":\"current/" + names[1] + "\"")),
                    () -> pair + " in " + log);
        }
    }
}
