package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/rfc.md: each RFC that a module's code cites has a row in that module's section. */
class RfcLedgerTest {
    private static final Pattern CITED = Pattern.compile("RFC (\\d{3,5})");
    private static final Pattern NUMBER = Pattern.compile("\\b\\d{3,5}\\b");
    private static final Path ROOT = root();

    @Test
    void whatTheCodeCitesStandsInTheLedger() throws IOException {
        var ledger = ledger();
        assertFalse(ledger.isEmpty());
        var missing = new TreeMap<String, String>();
        for (var section : ledger.entrySet()) {
            var sources = ROOT.resolve(section.getKey()).resolve("src/main/java");
            try (var files = Files.walk(sources)) {
                for (var file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    var cited = CITED.matcher(Files.readString(file));
                    while (cited.find()) {
                        if (!section.getValue().contains(cited.group(1)))
                            missing.put(section.getKey() + ": " + cited.group(), "cited in " + file.getFileName());
                    }
                }
            }
        }
        assertEquals(new TreeMap<>(), missing, "not in docs/rfc.md");
    }

    @Test
    void whatTheLedgerNamesExists() throws IOException {
        var sections = ledger().keySet();
        try (var modules = Files.list(ROOT)) {
            var withCode = new TreeSet<String>();
            modules.filter(m -> Files.isDirectory(m.resolve("src/main/java")))
                    .forEach(m -> withCode.add(m.getFileName().toString()));
            assertEquals(withCode, new TreeSet<>(sections), "sections of docs/rfc.md and modules with code");
        }
    }

    /** The RFC numbers in the first column, by section. */
    private static TreeMap<String, SortedSet<String>> ledger() throws IOException {
        var sections = new TreeMap<String, SortedSet<String>>();
        SortedSet<String> now = new TreeSet<>();
        for (var line : Files.readAllLines(ROOT.resolve("docs/rfc.md"))) {
            if (line.startsWith("## ")) {
                now = new TreeSet<>();
                sections.put(line.substring(3).strip(), now);
            } else if (line.startsWith("|")) {
                var number = NUMBER.matcher(line.split("\\|")[1]);
                while (number.find()) now.add(number.group());
            }
        }
        return sections;
    }

    static Path root() {
        var path = Path.of("").toAbsolutePath();
        while (!Files.exists(path.resolve("docs/rfc.md"))) path = path.getParent();
        return path;
    }
}
