package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P8: the guide's pipeline of zegrep and awk counts the handshakes in the log, unchanged. */
class PolicyP8Test {
    /** The guide's command, with the name of the log. */
    private static final String PIPELINE = "zegrep \"TLS connection established from.*with cipher\" %s"
            + " | awk '{printf(\"%%s %%s %%s %%s\\n\", $12, $13, $14, $15)}' | sort | uniq -c | sort -n";

    @TempDir
    Path folder;

    @Test
    @DisplayName("P8: the pipeline as the guide prints it counts as many handshakes as were made")
    void countsWhatWasMade() throws Exception {
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    log { tls = postfix, tls-file = mail.log }
                    listeners {
                      mx    { service = mx,   security = starttls, port = 0, address = "127.0.0.1" }
                      imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" }
                    }
                    """));
            for (int i = 0; i < 3; i++) connect(house, "imaps", true);
            for (int i = 0; i < 2; i++)
                connect(house, "imaps", true, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256");
            connect(house, "mx", true, "-starttls", "smtp", "-tls1", "-cipher", "AES128-SHA@SECLEVEL=0");
            connect(house, "imaps", false, "-tls1", "-cipher", "AES128-SHA@SECLEVEL=0");
        }
        var counted = RealProgram.of("bash", folder)
                .run("-c", PIPELINE.formatted("mail.log"))
                .succeeded();
        var rows = new TreeMap<String, Integer>();
        var row = Pattern.compile(" *([0-9]+) (.*)");
        for (var line : counted.text().lines().toList()) {
            var m = row.matcher(line);
            assertTrue(m.matches(), line);
            rows.put(m.group(2), Integer.valueOf(m.group(1)));
        }
        assertEquals(
                Map.of(
                        "TLSv1.3 with cipher TLS_AES_128_GCM_SHA256", 3,
                        "TLSv1.2 with cipher ECDHE-RSA-AES128-GCM-SHA256", 2,
                        "TLSv1 with cipher AES128-SHA", 1),
                rows,
                () -> read());
        assertTrue(
                read().lines()
                        .anyMatch(
                                l -> l.matches(
                                        "[A-Z][a-z]{2} [ 1-3][0-9] \\d\\d:\\d\\d:\\d\\d mail\\.example\\.org letterlock/imaps\\[\\d+]: "
                                                + "SSL_accept error from unknown\\[127\\.0\\.0\\.1]: .*, alert protocol_version sent.*")),
                () -> read());
    }

    private String read() {
        try {
            return Files.readString(folder.resolve("mail.log"));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private void connect(ConfiguredHouse house, String listener, boolean agrees, String... options) {
        var all = new java.util.ArrayList<>(java.util.List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + house.at(listener).getPort(),
                "-servername",
                "mail.example.org"));
        all.addAll(java.util.List.of(options));
        var result = RealProgram.of("openssl", folder).run(all.toArray(String[]::new));
        if (agrees) result.succeeded();
        else result.failed();
    }
}
