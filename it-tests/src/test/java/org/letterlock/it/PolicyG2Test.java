package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.it.OddMx.Oddity;

/** G2, E12: TLS is always tried, and mail never goes out weaker than its level says. S-C14. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PolicyG2Test {
    private static final String LEVELS = "none may encrypt verify secure";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NONE, plain tls tls tls tls",
        "NO_STARTTLS, plain plain - - -",
        "STARTTLS_REFUSED, plain plain - - -",
        "BROKEN_HANDSHAKE, plain plain - - -",
        "STRANGER, plain tls tls - -",
        "SELF_SIGNED, plain tls tls - -",
        "EXPIRED, plain tls tls - -",
        "WRONG_NAME, plain tls tls - -"
    })
    @DisplayName("G2, S-C14: each level at each kind of server")
    void policyG2(Oddity oddity, String expected) throws Exception {
        var levels = LEVELS.split(" ");
        var names = Stream.of(levels).map(l -> "mx." + l + ".test").toArray(String[]::new);
        try (var mx = new OddMx(oddity, names);
                var sender = new SendingHouse(folder)) {
            Files.writeString(folder.resolve("trusted.pem"), mx.authority());
            var routes = new StringBuilder();
            for (var level : levels) {
                sender.names.zone(level + ".test", "@ IN MX 10 mx\nmx IN A 127.0.0.1\n");
                routes.append("\"")
                        .append(level)
                        .append(".test\" { level = ")
                        .append(level)
                        .append(" }\n");
            }
            sender.start(
                    mx.port(), "expire = 2 s, warn = 0 s, authorities = trusted.pem, routes { " + routes + " }", "");
            var to = Stream.of(levels).map(l -> "<bob@" + l + ".test>").toArray(String[]::new);
            sender.submit(" RET=HDRS", "level", to);
            SendingHouse.until("all is settled", () -> sender.queue().isEmpty());
            var should = new TreeSet<String>();
            var outcomes = expected.split(" ");
            int held = 0;
            for (int i = 0; i < levels.length; i++) {
                if (outcomes[i].equals("-")) held++;
                else should.add(levels[i] + ".test " + outcomes[i]);
            }
            assertEquals(should, new TreeSet<>(mx.taken));
            assertEquals(held, sender.inbox().size(), "the rest went back");
            var told = sender.inbox().stream().collect(Collectors.joining());
            for (int i = 0; i < levels.length; i++)
                if (outcomes[i].equals("-"))
                    assertTrue(told.contains("bob@" + levels[i] + ".test\r\nAction: failed"), told);
        }
    }
}
