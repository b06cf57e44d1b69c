package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/limits.md and the configuration file name the same limits. */
class LimitsTest {
    private static final Path CONFIG = Path.of("server/src/main/java/org/letterlock/server/config");
    private static final Pattern READ = Pattern.compile("\\b(?:size|smallSize|count|duration)\\(\\s*\"([a-z0-9-]+)\"");
    private static final Pattern KEY = Pattern.compile("`(?:[a-z0-9-]+\\.)*([a-z0-9-]+)`");

    /** Numbers that are no limits. */
    private static final Set<String> NO_LIMITS = Set.of("port", "via-port", "https-port");

    @Test
    void eachLimitThatIsReadStandsInTheTable() throws IOException {
        var missing = read();
        missing.removeAll(table());
        missing.removeAll(NO_LIMITS);
        assertEquals(new TreeSet<>(), missing, "read by server.config, not in docs/limits.md");
    }

    @Test
    void eachSettingOfTheTableIsRead() throws IOException {
        var unknown = table();
        assertFalse(unknown.isEmpty());
        unknown.removeAll(read());
        assertEquals(new TreeSet<>(), unknown, "in docs/limits.md, not read by server.config");
    }

    /** The keys of sizes, counts and times. */
    private static TreeSet<String> read() throws IOException {
        var keys = new TreeSet<String>();
        try (var files = Files.list(RfcLedgerTest.root().resolve(CONFIG))) {
            for (var file : files.toList()) {
                var key = READ.matcher(Files.readString(file));
                while (key.find()) keys.add(key.group(1));
            }
        }
        return keys;
    }

    /** The keys in the first column; what is fixed has none, and records spell otherwise. */
    private static TreeSet<String> table() throws IOException {
        var names = new TreeSet<String>();
        for (var line : Files.readAllLines(RfcLedgerTest.root().resolve("docs/limits.md"))) {
            if (!line.startsWith("| ")) continue;
            var key = KEY.matcher(line.split("\\|")[1]);
            while (key.find()) names.add(key.group(1));
        }
        return names;
    }
}
